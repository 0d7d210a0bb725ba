"""What every page of the site has."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.images import get_image_model_string
from wagtail.models import Page, PageViewRestriction


class BasePage(Page):
    """A page with a picture for social networks; search engines see `seo_title` and `search_description`."""

    share_image = models.ForeignKey(
        get_image_model_string(),
        verbose_name=_("picture for sharing"),
        help_text=_(
            "1200 × 630 pixels are cut from it around its focal point. Empty: the page's main picture."
        ),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )

    promote_panels = [
        MultiFieldPanel(
            [
                FieldPanel("slug"),
                FieldPanel("seo_title"),
                FieldPanel("search_description"),
                FieldPanel("share_image"),
            ],
            heading=_("For search engines and social networks"),
        ),
        MultiFieldPanel([FieldPanel("show_in_menus")], heading=_("Menu")),
    ]

    # The pages from the site's root down to this one, when the route has met them (`HomePage.route`).
    way_from_root: list[Page] | None = None

    class Meta:
        abstract = True

    def get_view_restrictions(self):
        """As Wagtail's, without its query for the ancestors when the route has met them."""
        way = self.way_from_root
        if way is None or any(page.alias_of_id for page in [*way, self]):
            return super().get_view_restrictions()
        paths = [self.path[:end] for end in range(self.steplen, len(self.path) + 1, self.steplen)]
        return PageViewRestriction.objects.filter(page__path__in=paths)
