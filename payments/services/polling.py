"""Asking providers without being told: open payments, refunds on their way, the last days as a whole."""

import logging
from datetime import timedelta

from django.conf import settings

from core import clock

from ..enums import PaymentStatus, RefundStatus
from ..errors import GatewayUnavailable
from ..models import Payment, PaymentGateway, Refund
from ..providers.base import ProviderError
from ..providers.bounded import within
from .reconciliation import reconcile
from .refunds import carry_out
from .syncing import sync_payment

logger = logging.getLogger(__name__)

AT_MOST = 200
FRESH = timedelta(seconds=3)  # a page that polls each second need not ask the provider each second
RECENT = timedelta(days=3)


def sync_open() -> int:
    """Every open payment and refund once; how many were asked about."""
    open_ones = Payment.objects.filter(status=PaymentStatus.PENDING).exclude(gateway_reference="")
    payments = list(open_ones.order_by("pk").values_list("pk", flat=True)[:AT_MOST])
    on_their_way = Refund.objects.filter(status=RefundStatus.PENDING)
    going = list(on_their_way.order_by("pk").values_list("pk", flat=True)[:AT_MOST])
    for ask, pks in ((sync_payment, payments), (carry_out, going)):
        for pk in pks:
            try:
                ask(pk)
            except (ProviderError, GatewayUnavailable) as error:
                logger.warning("%s %s was not answered: %s", ask.__name__, pk, error)
    return len(payments) + len(going)


def sync_if_stale(payment: Payment) -> Payment:
    """For pages that wait: as fresh as a few seconds, and as it is when the provider does not answer."""
    is_fresh = payment.synced_at is not None and payment.synced_at + FRESH > clock.now()
    if payment.status != PaymentStatus.PENDING or is_fresh:
        return payment
    try:
        with within(settings.PAYMENT_CALL_SECONDS):  # asking, taking and asking again, all of it
            return sync_payment(payment.pk)
    except (ProviderError, GatewayUnavailable) as error:
        logger.warning("payment %s was not answered: %s", payment.pk, error)
        return payment


def reconcile_recent() -> int:
    """The nightly look at every active gateway; how many differences there are."""
    found = 0
    for gateway in PaymentGateway.objects.filter(is_active=True):
        if not gateway.is_online:
            continue
        try:
            report = reconcile(gateway, since=clock.now() - RECENT)
        except (ProviderError, GatewayUnavailable) as error:
            logger.error("%s could not be reconciled: %s", gateway.gateway_type, error)
            continue
        found += len(report.differences)
        if report.differences:
            logger.error("%s: %s differences", gateway.gateway_type, len(report.differences))
    return found
