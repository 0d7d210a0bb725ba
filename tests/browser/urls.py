"""The site's addresses, with uploaded files as under DEBUG, and a page that fails."""

from django.urls import path

from core.media import serve_media
from istok import urls


def fail(request):
    raise RuntimeError("on purpose: the page of error 500 is looked at")


urlpatterns = [path("media/<path:path>", serve_media), path("fail/", fail), *urls.urlpatterns]
for name in ("handler403", "handler404", "handler500"):
    if hasattr(urls, name):
        globals()[name] = getattr(urls, name)
