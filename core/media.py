"""Uploaded files without a web server in front: the demo shop (docs/runbook.md has the same for nginx)."""

import mimetypes
import posixpath

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponseBase
from django.views.static import serve

# Without a system list of types these would be plain bytes, which nosniff may keep a browser from showing.
for extension, kind in {".avif": "image/avif", ".glb": "model/gltf-binary", ".webp": "image/webp"}.items():
    mimetypes.add_type(kind, extension)

DOCUMENTS = "documents/"
# A sketch opened by its own address must not run anything in the shop's name.
SVG_POLICY = "default-src 'none'; style-src 'unsafe-inline'; sandbox"


def serve_media(request: HttpRequest, path: str) -> HttpResponseBase:
    """A file below MEDIA_ROOT; `serve` refuses paths that lead out of it.

    Documents go by Wagtail's own view, which asks for the password of their collection.
    """
    if posixpath.normpath(path).lower().startswith(DOCUMENTS):
        raise Http404
    response = serve(request, path, document_root=settings.MEDIA_ROOT)
    response["X-Content-Type-Options"] = "nosniff"
    if response.get("Content-Type", "").startswith("image/svg"):
        response["Content-Security-Policy"] = SVG_POLICY
    return response
