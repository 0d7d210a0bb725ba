"""Pages of payments for those who pay."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from core.responses import SeeOther
from orders.links import link_of

from .models import Payment
from .services.polling import sync_if_stale


@never_cache
@require_GET
def returned(request: HttpRequest, payment_id) -> HttpResponse:
    """Where the provider sends the customer back to; what it says on the way decides nothing."""
    payment = sync_if_stale(get_object_or_404(Payment, payment_id=payment_id))
    return SeeOther(link_of(payment.order))


@never_cache
@require_GET
def state(request: HttpRequest, payment_id) -> HttpResponse:
    payment = sync_if_stale(get_object_or_404(Payment, payment_id=payment_id))
    return JsonResponse({"status": payment.status})
