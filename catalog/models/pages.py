"""The page tree of the catalogue: CatalogPage → CategoryPage → ProductPage."""

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from wagtail.admin.panels import FieldPanel
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Orderable
from wagtail.search import index

from core.csp import allow_model_viewer
from core.models import BasePage

from ..blocks import SPECIFICATION_BLOCKS, STORY_BLOCKS
from ..forms.page import DraftCopyForm, ProductPageForm
from ..panels import product_editor
from .facets import FacetValue
from .serving import ShowsListing

RICH_TEXT = ["bold", "italic", "link", "ol", "ul", "h3"]
# The code of the refusal to publish what nobody can buy.
NOT_SELLABLE = "not_sellable"


class CarriesProducts(models.Model):
    """A page whose copy may bring products along: they stay drafts and get variants of their own."""

    class Meta:
        abstract = True

    @transaction.atomic
    def copy(self, *args, **options):
        from ..services.products import copy_variants_of_tree, products_under

        if products_under([self]).exists():
            options["keep_live"] = False
        result = super().copy(*args, **options)
        copy_variants_of_tree(self, result)
        return result

    copy.alters_data = True


class CatalogPage(ShowsListing, CarriesProducts, BasePage):
    """The whole catalogue with its filters; one per site."""

    intro = models.CharField(_("introduction"), max_length=300, blank=True)

    max_count = 1
    parent_page_types = ["home.HomePage"]
    subpage_types = ["catalog.CategoryPage"]
    template = "catalog/listing.html"
    content_panels = [*BasePage.content_panels, FieldPanel("intro")]

    class Meta:
        verbose_name = _("catalogue")
        verbose_name_plural = _("catalogues")


class CategoryPage(ShowsListing, CarriesProducts, BasePage):
    """A category of furniture. Its listing holds the products of its descendants too."""

    intro = models.CharField(_("introduction"), max_length=300, blank=True)
    singular = models.CharField(
        _("name of one piece"), max_length=60, blank=True, help_text=_("кухня, комод")
    )
    description = RichTextField(_("text under the list"), features=RICH_TEXT, blank=True)
    picture = models.ForeignKey(
        "catalog.Picture",
        verbose_name=_("picture"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )

    parent_page_types = ["catalog.CatalogPage", "catalog.CategoryPage"]
    subpage_types = ["catalog.CategoryPage", "catalog.ProductPage"]
    template = "catalog/listing.html"
    copy_form_class = DraftCopyForm
    content_panels = [
        *BasePage.content_panels,
        FieldPanel("singular"),
        FieldPanel("intro"),
        FieldPanel("picture"),
        FieldPanel("description"),
    ]

    class Meta:
        verbose_name = _("category")
        verbose_name_plural = _("categories")

    @property
    def listed_category_id(self) -> int:
        return self.pk


class ProductPage(CarriesProducts, BasePage):
    """The editor's story of a product family. Price and stock live in `Variant`, never here."""

    description = models.TextField(_("description"), max_length=2000, blank=True)
    color_image = models.ForeignKey(
        "catalog.Picture",
        verbose_name=_("colour picture"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    bw_image = models.ForeignKey(
        "catalog.Picture",
        verbose_name=_("black-and-white sketch"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    model_3d = models.ForeignKey(
        "catalog.Model3D",
        verbose_name=_("3D model"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="products",
    )
    facet_values = ParentalManyToManyField(
        FacetValue, verbose_name=_("facets of the product"), blank=True, related_name="products"
    )
    specs = StreamField(SPECIFICATION_BLOCKS, verbose_name=_("specification"), blank=True)
    body = StreamField(STORY_BLOCKS, verbose_name=_("story"), blank=True)

    parent_page_types = ["catalog.CategoryPage"]
    subpage_types = []
    template = "catalog/product.html"
    search_fields = [*BasePage.search_fields, index.SearchField("description")]

    base_form_class = ProductPageForm
    copy_form_class = DraftCopyForm
    edit_handler = product_editor()

    class Meta:
        verbose_name = _("product")
        verbose_name_plural = _("products")

    @transaction.atomic
    def save(self, *args, **kwargs):
        """Nobody takes the last variant off sale between the look in `clean` and the commit."""
        from ..services.locks import lock_product

        if self.pk:
            lock_product(self.pk)
        return super().save(*args, **kwargs)

    save.alters_data = True

    def clean(self) -> None:
        """Whatever road a page takes to visitors, it takes something to buy along."""
        super().clean()
        if self.live and not self.is_sellable:
            raise ValidationError(
                _("A product without a variant on sale cannot be published. Add one on the “Price” tab."),
                code=NOT_SELLABLE,
            )

    @property
    def is_sellable(self) -> bool:
        """Whether somebody could buy something of it: an active variant with a price."""
        return bool(self.pk) and self.variants.filter(is_active=True, current_price__gt=0).exists()

    def variant_of_size(self, size: str):
        """The only variant of this size. Raises ValidationError: `unknown_size`, `ambiguous_size`."""
        found = list(self.variants.filter(size_label=size)[:2])
        if not found:
            raise ValidationError(_("There is no size “%(size)s”."), "unknown_size", {"size": size})
        if len(found) > 1:
            message = _("The size “%(size)s” comes in several finishes: choose one of them.")
            raise ValidationError(message, "ambiguous_size", {"size": size})
        return found[0]

    def reserve_size_stock(self, size: str, quantity: int) -> None:
        """`Variant.reserve_stock` of the only variant of this size."""
        self.variant_of_size(size).reserve_stock(quantity)

    def unreserve_size_stock(self, size: str, quantity: int) -> None:
        """`Variant.unreserve_stock` of the only variant of this size."""
        self.variant_of_size(size).unreserve_stock(quantity)

    def confirm_size_sale(self, size: str, quantity: int) -> None:
        """`Variant.confirm_sale` of the only variant of this size."""
        self.variant_of_size(size).confirm_sale(quantity)

    @property
    def specs_dict(self) -> dict[str, str]:
        """The specification as label → value with its unit, in the editor's order."""
        return {row.value["label"]: row.block.as_text(row.value) for row in self.specs}

    def get_context(self, request, *args, review_form=None, **kwargs) -> dict:
        # The selectors read the models, and this page is one of them.
        from ..product_context import product_context

        return super().get_context(request, *args, **kwargs) | product_context(self, request, review_form)

    def serve(self, request, *args, **kwargs):
        response = super().serve(request, *args, **kwargs)
        return allow_model_viewer(response) if self.model_3d_id else response

    @property
    def preview_modes(self) -> list[tuple[str, str]]:
        return [("page", _("Page")), ("card", _("Card"))]

    def get_preview_template(self, request, mode_name: str) -> str:
        return "catalog/admin/preview_card.html" if mode_name == "card" else self.template

    def get_preview_context(self, request, mode_name: str) -> dict:
        context = super().get_preview_context(request, mode_name)
        if mode_name == "card":
            from ..selectors.preview import draft_card

            context["card"] = draft_card(self)
        return context


class ProductGalleryItem(Orderable):
    """One more picture of a product."""

    page = ParentalKey(ProductPage, on_delete=models.CASCADE, related_name="gallery")
    image = models.ForeignKey(
        "catalog.Picture", verbose_name=_("picture"), on_delete=models.CASCADE, related_name="+"
    )
    caption = models.CharField(_("caption"), max_length=160, blank=True)

    panels = [FieldPanel("image"), FieldPanel("caption")]

    class Meta(Orderable.Meta):
        verbose_name = _("gallery picture")
        verbose_name_plural = _("gallery pictures")
