"""News for feed readers."""

from datetime import datetime, time

from django.contrib.syndication.views import Feed
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from .models import NewsIndexPage, NewsPage
from .selectors.news import published_news

ITEMS = 20


class NewsFeed(Feed):
    """RSS 2.0 of the latest news, with full addresses."""

    def get_object(self, request: HttpRequest, *, index: NewsIndexPage) -> NewsIndexPage:
        self.request = request
        return index

    def title(self, index: NewsIndexPage) -> str:
        return _("%(title)s — ИСТОК") % {"title": index.title}

    def description(self, index: NewsIndexPage) -> str:
        return index.intro or index.search_description or index.title

    def link(self, index: NewsIndexPage) -> str:
        return index.get_url(self.request) or "/"

    def feed_url(self, index: NewsIndexPage) -> str:
        return self.link(index) + index.reverse_subpage("feed")

    def items(self, index: NewsIndexPage):
        return published_news(index).defer_streamfields().prefetch_related("tags")[:ITEMS]

    def item_title(self, piece: NewsPage) -> str:
        return piece.title

    def item_description(self, piece: NewsPage) -> str:
        return piece.intro or piece.search_description

    def item_link(self, piece: NewsPage) -> str:
        return piece.get_url(self.request) or "/"

    def item_pubdate(self, piece: NewsPage) -> datetime:
        return timezone.make_aware(datetime.combine(piece.published_date, time.min))

    def item_updateddate(self, piece: NewsPage) -> datetime | None:
        return piece.last_published_at

    def item_categories(self, piece: NewsPage) -> list[str]:
        return [tag.name for tag in piece.tags.all()]
