"""Content security policies: what a page may load and run. The site's own stands in the settings.

The admin and pages with a 3D model need more than the site; each gets no more than it was seen to need.
"""

from csp.constants import NONE, SELF, UNSAFE_INLINE, WASM_UNSAFE_EVAL
from csp.middleware import CSPMiddleware
from django.http import HttpResponseBase

MODEL_VIEWER = {  # <model-viewer> decodes in WebAssembly, styles its shadow tree and reads textures by blob:
    "script-src": [WASM_UNSAFE_EVAL],
    "style-src": [UNSAFE_INLINE],
    "img-src": ["blob:"],
    "connect-src": ["blob:"],
    "worker-src": [SELF, "blob:"],
}
ADMIN_PREFIX = "/admin/"
ADMIN = {  # Wagtail writes scripts and styles into its pages, and previews a product page inside its own
    "default-src": [SELF],
    "script-src": [SELF, UNSAFE_INLINE, WASM_UNSAFE_EVAL],
    "style-src": [SELF, UNSAFE_INLINE],
    "img-src": [SELF, "data:", "blob:"],
    "media-src": [SELF, "blob:"],
    "font-src": [SELF, "data:"],
    "connect-src": [SELF, "blob:"],
    "worker-src": [SELF, "blob:"],
    "object-src": [NONE],
    "base-uri": [SELF],
    "form-action": [SELF],
    "frame-src": [SELF],
    "frame-ancestors": [SELF],
}


def allow_model_viewer(response: HttpResponseBase) -> HttpResponseBase:
    """Let the page in `response` show a 3D model; the same response is given back."""
    response._csp_update = MODEL_VIEWER
    return response


class PolicyMiddleware(CSPMiddleware):
    """The site's policy for every page, the admin's own below /admin/."""

    def get_policy_parts(self, request, response, report_only=False):
        parts = super().get_policy_parts(request, response, report_only)
        if request.path_info.startswith(ADMIN_PREFIX) and not report_only:
            parts.config = parts.config or ADMIN
        return parts
