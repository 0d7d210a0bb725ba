"""Asking providers without being told: open payments, refunds on their way, the last days as a whole."""

import logging
from datetime import timedelta

from celery.exceptions import SoftTimeLimitExceeded
from django.conf import settings
from django.db.models import F, Q, QuerySet

from core import clock

from ..enums import ONLINE, PaymentStatus, RefundStatus
from ..errors import GatewayUnavailable
from ..models import Payment, PaymentGateway, Refund
from ..providers.base import ProviderError
from ..providers.bounded import within
from .reconciliation import reconcile
from .refunds import carry_out, is_to_be_handed_out
from .rounds import Round
from .syncing import sync_payment

logger = logging.getLogger(__name__)

AT_MOST = 200
FRESH = timedelta(seconds=3)  # a page that polls each second need not ask the provider each second
PATIENCE = timedelta(seconds=15)  # longer than a call may last: whoever comes meanwhile does not hang as well
RECENT = timedelta(days=3)
GATEWAY_SECONDS = 60  # of the nightly look; all gateways together stay within the soft limit of a task
ENDED = frozenset({PaymentStatus.FAILED, PaymentStatus.CANCELLED, PaymentStatus.EXPIRED})
# How long after its time a payment that we have given up is still asked about: by a page, by the schedule.
LATE_FOR_PAGES, LATE_FOR_SCHEDULE = timedelta(hours=24), timedelta(hours=1)
# PayPal looks at some captures for days; until then they are neither paid nor lost.
UNDECIDED = Q(status__in=ENDED, metadata__provider__capture_status="PENDING")
UNDECIDED_AT_MOST = timedelta(days=30)
LEFT_BY_OUTBOX = timedelta(hours=1)  # a refund that is only requested by then has a dead row, or none


def sync_open() -> int:
    """Every payment that money can still come by and every refund on its way; how many were asked about."""
    turn = Round()
    found = _may_bring_money(LATE_FOR_SCHEDULE).order_by(F("asked_at").asc(nulls_first=True), "pk")
    for pk, gateway in list(found.values_list("pk", "gateway__gateway_type")[:AT_MOST]):
        turn.ask(gateway, _ask, pk)
    for refund in _on_their_way():
        turn.ask(refund.payment.gateway.gateway_type, carry_out, refund.pk)
    return turn.asked


def sync_if_stale(payment: Payment) -> Payment:
    """For pages that wait: as fresh as a few seconds, and as it is when the provider does not answer. Who
    comes back from the provider may have paid although we had given the payment up, so this is asked about
    too.

    Of many pages at once one asks, and after a provider that is silent none does for a while.
    """
    if not _leased(payment.pk):
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
    for gateway in PaymentGateway.objects.filter(is_active=True, gateway_type__in=ONLINE):
        try:
            with within(GATEWAY_SECONDS):
                report = reconcile(gateway, since=clock.now() - RECENT)
        except SoftTimeLimitExceeded:
            raise
        except Exception as error:
            logger.error("%s could not be reconciled: %s", gateway.gateway_type, error)
            continue
        found += len(report.differences)
        if report.differences:
            logger.error("%s: %s differences", gateway.gateway_type, len(report.differences))
    return found


def _may_bring_money(late: timedelta) -> QuerySet[Payment]:
    """Open payments, and those that ended without money until `late` after their time was over."""
    moment = clock.now()
    ended = Q(status__in=ENDED, expires_at__gt=moment - late)
    undecided = UNDECIDED & Q(created_at__gt=moment - UNDECIDED_AT_MOST)
    found = Payment.objects.filter(Q(status=PaymentStatus.PENDING) | ended | undecided)
    return found.exclude(gateway_reference="")


def _on_their_way() -> list[Refund]:
    """In any order, so that one that never gets an answer does not always come first."""
    left = Q(status=RefundStatus.REQUESTED, created_at__lte=clock.now() - LEFT_BY_OUTBOX)
    found = Refund.objects.filter(Q(status=RefundStatus.PENDING) | left).order_by("?")
    refunds = list(found.select_related("payment__gateway"))
    return [refund for refund in refunds if not is_to_be_handed_out(refund)][:AT_MOST]


def _ask(payment_pk: int) -> None:
    """Who asks says so first: a payment that never gets an answer goes to the end of the queue."""
    Payment.objects.filter(pk=payment_pk).update(asked_at=clock.now())
    sync_payment(payment_pk)


def _leased(payment_pk: int) -> bool:
    """Whether it is for this caller to ask: the row is changed once, so one of many has it."""
    moment = clock.now()
    answered = Q(asked_at__isnull=True) | Q(synced_at__gte=F("asked_at"))
    old = Q(synced_at__isnull=True) | Q(synced_at__lte=moment - FRESH)
    free = _may_bring_money(LATE_FOR_PAGES).filter(answered & old | Q(asked_at__lte=moment - PATIENCE))
    return bool(free.filter(pk=payment_pk).update(asked_at=moment))
