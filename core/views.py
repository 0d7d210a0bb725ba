"""Questions that machines ask."""

from django.http import HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from . import health


@require_safe
@never_cache
def healthz(request):
    """The process answers; nothing else is looked at, so that a slow database does not get it killed."""
    return HttpResponse("ok", content_type="text/plain")


@require_safe
@never_cache
def readyz(request):
    """200 while visitors can be served, else 503; both name what is wrong and nothing more."""
    failed = health.failures()
    answer = {"status": "failed" if failed else "ok", "failed": failed, "degraded": health.degraded()}
    return JsonResponse(answer, status=503 if failed else 200)
