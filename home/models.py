"""Pages of the site around the catalogue, and its settings."""

from django.db import models
from django.http import Http404
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, ObjectList
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting
from wagtail.fields import StreamField
from wagtail.models import Page
from wagtail.url_routing import RouteResult

from catalog.models import Picture
from catalog.renditions import picture_set, with_renditions
from core.models import BasePage

from .blocks import HOME_BLOCKS, TEXT_BLOCKS
from .enums import FooterPlace
from .forms import ContactForm

# Pages lie a few levels deep and a listing adds its filters. Nothing has a longer address, and each part
# of one would make the question to the database longer.
MOST_PARTS = 12


class HomePage(BasePage):
    """The front page: a hero whose sketch becomes the object, then sections of the editor's choice."""

    hero_title = models.CharField(_("heading"), max_length=120, blank=True)
    hero_lead = models.CharField(_("introduction"), max_length=300, blank=True)
    hero_colour = models.ForeignKey(
        "catalog.Picture",
        verbose_name=_("colour picture"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    hero_sketch = models.ForeignKey(
        "catalog.Picture",
        verbose_name=_("sketch"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    body = StreamField(HOME_BLOCKS, verbose_name=_("sections"), blank=True)

    max_count = 1
    template = "home/home.html"
    subpage_types = [
        "catalog.CatalogPage",
        "promotions.PromotionIndexPage",
        "promotions.NewsIndexPage",
        "home.TextPage",
    ]
    content_panels = [
        *BasePage.content_panels,
        MultiFieldPanel(
            [
                FieldPanel("hero_title"),
                FieldPanel("hero_lead"),
                FieldPanel("hero_colour"),
                FieldPanel("hero_sketch"),
            ],
            heading=_("First screen"),
        ),
        FieldPanel("body"),
    ]

    class Meta:
        verbose_name = _("front page")
        verbose_name_plural = _("front pages")

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        keys = [key for key in (self.hero_colour_id, self.hero_sketch_id) if key]
        pictures = with_renditions(Picture.objects.filter(pk__in=keys), "gallery", "share").in_bulk()
        context["hero_colour"] = picture_set(pictures.get(self.hero_colour_id), "gallery")
        context["hero_sketch"] = picture_set(pictures.get(self.hero_sketch_id), "gallery")
        if not self.share_image_id:
            context["share"] = picture_set(pictures.get(self.hero_colour_id), "share")
        return context

    def route(self, request, path_components):
        """Find the page for the rest of the address in two queries, however deep it lies.

        Wagtail asks two queries per level. The deepest page that exists takes over, so a page type with
        routes of its own still gets the remaining parts. It takes the pages above it along: breadcrumbs and
        view restrictions ask for them.
        """
        if not path_components:
            self.way_from_root = []
            return super().route(request, path_components) if not self.live else RouteResult(self)
        if len(path_components) > MOST_PARTS:
            raise Http404
        prefixes = {}
        for depth in range(len(path_components), 0, -1):
            prefixes[self.url_path + "/".join(path_components[:depth]) + "/"] = depth
        way = list(Page.objects.filter(url_path__in=prefixes).order_by("depth"))
        if not way:
            raise Http404
        page = way[-1].specific
        page.way_from_root = [self, *way[:-1]]
        return page.route(request, path_components[prefixes[page.url_path] :])


class TextPage(BasePage):
    """A page of text: delivery, about the workshop, contacts, policies."""

    intro = models.CharField(_("introduction"), max_length=300, blank=True)
    body = StreamField(TEXT_BLOCKS, verbose_name=_("text"), blank=True)
    footer = models.CharField(
        _("link in the footer"), max_length=12, choices=FooterPlace.choices, default=FooterPlace.CUSTOMERS
    )

    template = "home/text.html"
    parent_page_types = ["home.HomePage", "home.TextPage"]
    content_panels = [*BasePage.content_panels, FieldPanel("intro"), FieldPanel("body")]
    promote_panels = [
        *BasePage.promote_panels[:-1],
        MultiFieldPanel([FieldPanel("show_in_menus"), FieldPanel("footer")], heading=_("Menu and footer")),
    ]

    class Meta:
        verbose_name = _("text page")
        verbose_name_plural = _("text pages")


@register_setting(icon="mail")
class ContactSettings(BaseSiteSetting):
    """How people reach the shop; shown in the header, the footer and the buy box."""

    phone = models.CharField(_("phone"), max_length=30, blank=True, help_text=_("As people read it"))
    email = models.EmailField(_("e-mail"), blank=True)
    city = models.CharField(_("city"), max_length=60, blank=True)
    address = models.CharField(_("address of the showroom"), max_length=200, blank=True)
    hours = models.CharField(_("opening hours"), max_length=120, blank=True)
    delivery_note = models.CharField(_("line about delivery"), max_length=120, blank=True)

    edit_handler = ObjectList(
        [FieldPanel(name) for name in ("phone", "email", "city", "address", "hours", "delivery_note")],
        base_form_class=ContactForm,
    )

    class Meta:
        verbose_name = _("contacts")
