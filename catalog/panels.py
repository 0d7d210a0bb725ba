"""The product editor: its tabs, and the panels that show rows of other tables."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import (
    CommentPanel,
    FieldPanel,
    InlinePanel,
    MultiFieldPanel,
    ObjectList,
    Panel,
    PublishingPanel,
    TabbedInterface,
    TitleFieldPanel,
)

from .widgets import FacetCheckboxes


class ReadOnlyPanel(Panel):
    """A panel without form fields."""

    class BoundPanel(Panel.BoundPanel):
        def is_shown(self) -> bool:
            return bool(self.instance.pk)


class VariantsPanel(ReadOnlyPanel):
    """Price and stock of every variant, with links to the variants' own forms (design decision 1)."""

    class BoundPanel(ReadOnlyPanel.BoundPanel):
        template_name = "catalog/admin/variants_panel.html"

        def get_context_data(self, parent_context=None) -> dict:
            # The columns read the models, and the models' pages hold this panel.
            from .viewsets.columns import availability_words, with_receipts

            user = self.request.user
            variants = with_receipts(self.instance.variants.prefetch_related("stock_items"))
            return super().get_context_data(parent_context) | {
                "rows": [(variant, availability_words(variant)) for variant in variants],
                "can_change": user.has_perm("catalog.change_variant"),
                "can_add": user.has_perm("catalog.add_variant"),
                "withdraw_url": reverse("catalog_admin:withdraw", args=[self.instance.pk]),
                "add_url": reverse("variants:add") + f"?product={self.instance.pk}",
            }


class ReadinessPanel(ReadOnlyPanel):
    """What keeps the saved draft from being published, and what would make it better."""

    class BoundPanel(ReadOnlyPanel.BoundPanel):
        template_name = "catalog/admin/readiness_panel.html"

        def get_context_data(self, parent_context=None) -> dict:
            # The selectors read the models, and the models' pages hold this panel.
            from .selectors.readiness import missing_for_publishing, worth_adding

            return super().get_context_data(parent_context) | {
                "missing": missing_for_publishing(self.instance),
                "advice": worth_adding(self.instance),
            }


MAIN = [
    ReadinessPanel(heading=_("Ready to publish?"), icon="circle-check"),
    TitleFieldPanel("title", help_text=_("As customers read it: Комод «Север»")),
    FieldPanel(
        "description",
        help_text=_(
            "Two or three sentences for the top of the page: what it is made of, what it is good for."
        ),
    ),
    FieldPanel("body", help_text=_("Sections below the product: a room, materials, questions and answers.")),
]
MATERIALS = [
    FieldPanel(
        "facet_values",
        widget=FacetCheckboxes,
        help_text=_("Filters find the product by these. Facade and worktop are ticked on each variant."),
    ),
    FieldPanel(
        "specs", help_text=_("Rows of the table, for example: Направляющие — Blum; Нагрузка — 25 кг.")
    ),
]
PICTURES = [
    FieldPanel(
        "color_image", help_text=_("4:3, at least 1200 × 900 pixels, for example kuhnya-lineya.webp.")
    ),
    FieldPanel(
        "bw_image",
        help_text=_("The drawing of the same view, best as SVG: it lies under the colour picture."),
    ),
    FieldPanel("model_3d", help_text=_("A .glb file up to 8 MB; its size should be that of a variant.")),
    InlinePanel(
        "gallery",
        label=_("Picture"),
        heading=_("More pictures"),
        help_text=_("Details, other angles, the piece in a home."),
    ),
]
PRICES = [VariantsPanel(heading=_("Price and stock"), icon="tag")]
SEO = [
    MultiFieldPanel(
        [
            FieldPanel(
                "slug", help_text=_("The end of the address: komod-sever. The old address will lead here.")
            ),
            FieldPanel("seo_title", help_text=_("For example: Комод «Север» из дуба — купить в Петербурге")),
            FieldPanel(
                "search_description",
                help_text=_("One or two sentences that search engines show, up to 160 characters."),
            ),
            FieldPanel("share_image"),
        ],
        heading=_("For search engines and social networks"),
    ),
]
# Wagtail shows these beside the tabs: the schedule in the status panel, comments at their fields.
SETTINGS = [PublishingPanel(), CommentPanel()]


def product_editor() -> TabbedInterface:
    """The tabs of a product, in the order in which an editor fills them."""
    return TabbedInterface(
        [
            ObjectList(MAIN, heading=_("Main")),
            ObjectList(MATERIALS, heading=_("Materials and sizes")),
            ObjectList(PICTURES, heading=_("Pictures and 3D")),
            ObjectList(PRICES, heading=_("Price and lead time")),
            ObjectList(SEO, heading=_("SEO")),
            ObjectList(SETTINGS, heading=_("Settings")),
        ]
    )
