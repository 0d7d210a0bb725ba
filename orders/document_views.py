"""Papers of an order, handed to who may have them. Somebody else's, another order's and one that never was
are the same page that is not there.
"""

from urllib.parse import quote

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from core.private_storage import private_storage
from users.views.gates import account_page

from .models import OrderDocument
from .permissions import VIEW
from .selectors.documents import documents_of
from .ways import Way, linked_order, own_order

KIND = "application/pdf"


@require_safe
@account_page
def document(request: HttpRequest, number: str, pk: int) -> HttpResponseBase:
    return _of_way(own_order(request, number), pk)


@never_cache
@require_safe
def document_by_link(request: HttpRequest, token: str, pk: int) -> HttpResponseBase:
    return _of_way(linked_order(request, token), pk)


@never_cache
@require_safe
def document_for_staff(request: HttpRequest, pk: int) -> HttpResponseBase:
    if not request.user.has_perm(VIEW):
        raise PermissionDenied
    return _answer(get_object_or_404(OrderDocument, pk=pk))


def _of_way(way: Way, pk: int) -> HttpResponseBase:
    found = documents_of(way.order, is_open=way.is_open).filter(pk=pk).first()
    if found is None:
        raise Http404
    return _answer(found)


def _answer(paper: OrderDocument) -> HttpResponseBase:
    """The file, or the order to nginx to send it: docs/runbook.md has the place that it looks in."""
    if settings.X_ACCEL:
        response = HttpResponse(content_type=KIND)
        response["X-Accel-Redirect"] = settings.X_ACCEL + quote(paper.storage_name)
    else:
        response = FileResponse(private_storage().open(paper.storage_name), content_type=KIND)
    response["Content-Disposition"] = _attachment(paper)
    response["Cache-Control"] = "private, no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _attachment(paper: OrderDocument) -> str:
    """A name that people read, and one in ASCII for what reads no other (RFC 6266)."""
    name = quote(f"{paper.get_kind_display().capitalize()}-{paper.stem}.pdf")
    return f"attachment; filename=\"{paper.kind}-{paper.stem}.pdf\"; filename*=UTF-8''{name}"
