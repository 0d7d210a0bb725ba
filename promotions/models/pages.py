"""Stories that editors write: of promotions and of news."""

from django.core.paginator import EmptyPage, PageNotAnInteger
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from modelcluster.contrib.taggit import ClusterTaggableManager
from modelcluster.fields import ParentalKey
from taggit.models import TaggedItemBase
from wagtail.admin.panels import FieldPanel
from wagtail.contrib.routable_page.models import RoutablePageMixin, path
from wagtail.fields import StreamField

from catalog.blocks import STORY_BLOCKS
from core import clock
from core.models import BasePage

from .campaigns import Promotion


def _story(page: BasePage, story) -> dict:
    """The story, and its picture for social networks, which need not be looked up again."""
    return {"story": story} if page.share_image_id else {"story": story, "share": story.share}


class PromotionIndexPage(BasePage):
    """All promotions with a story: what runs, what comes, what is over."""

    intro = models.CharField(_("introduction"), max_length=300, blank=True)

    max_count = 1
    parent_page_types = ["home.HomePage"]
    subpage_types = ["promotions.PromotionPage"]
    template = "promotions/promotions.html"
    content_panels = [*BasePage.content_panels, FieldPanel("intro")]

    class Meta:
        verbose_name = _("list of promotions")
        verbose_name_plural = _("lists of promotions")

    def get_context(self, request, *args, **kwargs) -> dict:
        # The selectors read the models, and this page is one of them.
        from ..selectors.stories import promotion_list

        context = super().get_context(request, *args, **kwargs)
        return context | {"shown": promotion_list(self, request, today=clock.today())}


class PromotionPage(BasePage):
    """The story of a promotion. Its dates and conditions are told from the promotion itself."""

    promotion = models.ForeignKey(
        Promotion,
        verbose_name=_("promotion"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="pages",
        help_text=_("Dates, conditions and products come from it. Empty: a story without them."),
    )
    intro = models.CharField(_("introduction"), max_length=300, blank=True)
    picture = models.ForeignKey(
        "catalog.Picture",
        verbose_name=_("picture"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    body = StreamField(STORY_BLOCKS, verbose_name=_("story"), blank=True)

    parent_page_types = ["promotions.PromotionIndexPage"]
    subpage_types = []
    template = "promotions/promotion.html"
    content_panels = [
        *BasePage.content_panels,
        FieldPanel("promotion"),
        FieldPanel("intro"),
        FieldPanel("picture"),
        FieldPanel("body"),
    ]

    class Meta:
        verbose_name = _("promotion's page")
        verbose_name_plural = _("promotions' pages")

    def get_context(self, request, *args, **kwargs) -> dict:
        # The selectors read the models, and this page is one of them.
        from ..selectors.stories import promotion_story

        story = promotion_story(self, today=clock.today())
        return super().get_context(request, *args, **kwargs) | _story(self, story)


class NewsTag(TaggedItemBase):
    """A tag of a piece of news."""

    content_object = ParentalKey("promotions.NewsPage", on_delete=models.CASCADE, related_name="tagged_items")


class NewsIndexPage(RoutablePageMixin, BasePage):
    """The news, newest first, by tag; `feed/` is the same for feed readers."""

    intro = models.CharField(_("introduction"), max_length=300, blank=True)

    max_count = 1
    parent_page_types = ["home.HomePage"]
    subpage_types = ["promotions.NewsPage"]
    template = "promotions/news_list.html"
    content_panels = [*BasePage.content_panels, FieldPanel("intro")]

    class Meta:
        verbose_name = _("list of news")
        verbose_name_plural = _("lists of news")

    @path("")
    def list_news(self, request: HttpRequest) -> HttpResponse:
        # The selectors read the models, and this page is one of them.
        from ..selectors.news import news_list

        try:
            shown = news_list(
                self, request, tag=request.GET.get("tag", ""), number=request.GET.get("page", "1")
            )
        except (EmptyPage, PageNotAnInteger) as error:
            raise Http404 from error
        return self.render(request, context_overrides={"shown": shown, **shown.head})

    @path("feed/")
    def feed(self, request: HttpRequest) -> HttpResponse:
        from ..feeds import NewsFeed

        return NewsFeed()(request, index=self)


class NewsPage(BasePage):
    """A piece of news."""

    published_date = models.DateField(_("date"), default=clock.today, help_text=_("Shown above the title."))
    intro = models.CharField(
        _("introduction"), max_length=300, blank=True, help_text=_("One or two sentences for the list.")
    )
    picture = models.ForeignKey(
        "catalog.Picture",
        verbose_name=_("picture"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    content = StreamField(STORY_BLOCKS, verbose_name=_("text"), blank=True)
    tags = ClusterTaggableManager(
        verbose_name=_("tags"), through=NewsTag, blank=True, help_text=_("For example: мастерская, новинки")
    )

    parent_page_types = ["promotions.NewsIndexPage"]
    subpage_types = []
    template = "promotions/news.html"
    content_panels = [
        *BasePage.content_panels,
        FieldPanel("published_date"),
        FieldPanel("intro"),
        FieldPanel("picture"),
        FieldPanel("content"),
        FieldPanel("tags"),
    ]

    class Meta:
        verbose_name = _("piece of news")
        verbose_name_plural = _("news")
        indexes = [models.Index(fields=["-published_date"], name="news_by_date")]

    def get_context(self, request, *args, **kwargs) -> dict:
        # The selectors read the models, and this page is one of them.
        from ..selectors.news import news_story

        story = news_story(self, request)
        return super().get_context(request, *args, **kwargs) | _story(self, story)
