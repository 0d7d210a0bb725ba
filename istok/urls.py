"""Every address of the site, from the particular to Wagtail's catch-all."""

from django.conf import settings
from django.urls import include, path
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.contrib.sitemaps.views import sitemap
from wagtail.documents import urls as wagtaildocs_urls

from catalog.sitemap import ShopSitemap
from core.media import serve_media

urlpatterns = [
    path("", include("core.urls")),
    path("admin/", include("users.admin_urls")),
    path("admin/", include(wagtailadmin_urls)),
    path("account/", include("users.urls")),
    path("", include("users.wagtail_urls")),
    path("", include("payments.urls")),
    path("", include("orders.urls")),
    path("", include("checkout.urls")),
    path("", include("cart.urls")),
    path("documents/", include(wagtaildocs_urls)),
    path("sitemap.xml", sitemap, {"sitemaps": {"pages": ShopSitemap}}, name="sitemap"),
    path("", include("catalog.urls")),
    path("", include("home.urls")),
]

if settings.DEBUG:
    urlpatterns.append(path("media/<path:path>", serve_media, name="media"))

urlpatterns.append(path("", include(wagtail_urls)))
