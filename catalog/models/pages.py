"""The page tree of the catalogue: CatalogPage → CategoryPage → ProductPage."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from wagtail.admin.panels import FieldPanel, InlinePanel, ObjectList, TabbedInterface
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Orderable
from wagtail.search import index

from core.models import BasePage

from ..blocks import SPECIFICATION_BLOCKS, STORY_BLOCKS
from .facets import FacetValue

RICH_TEXT = ["bold", "italic", "link", "ol", "ul", "h3"]


class CatalogPage(BasePage):
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


class CategoryPage(BasePage):
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


class ProductPage(BasePage):
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

    edit_handler = TabbedInterface(
        [
            ObjectList(
                [*BasePage.content_panels, FieldPanel("description"), FieldPanel("body")], heading=_("Main")
            ),
            ObjectList([FieldPanel("facet_values"), FieldPanel("specs")], heading=_("Materials and sizes")),
            ObjectList(
                [
                    FieldPanel("color_image"),
                    FieldPanel("bw_image"),
                    FieldPanel("model_3d"),
                    InlinePanel("gallery", label=_("Picture")),
                ],
                heading=_("Pictures and 3D"),
            ),
            ObjectList(BasePage.promote_panels, heading=_("SEO")),
        ]
    )

    class Meta:
        verbose_name = _("product")
        verbose_name_plural = _("products")


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
