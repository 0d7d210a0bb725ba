"""What search engines are told of."""

from wagtail.contrib.sitemaps import Sitemap

from .models import CategoryPage


class ShopSitemap(Sitemap):
    """Every public page but those below a withdrawn category, which no list shows either."""

    def items(self):
        pages = super().items()
        for path in CategoryPage.objects.filter(live=False).values_list("path", flat=True):
            pages = pages.exclude(path__startswith=path)
        return pages
