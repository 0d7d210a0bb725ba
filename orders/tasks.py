"""Wake-ups of orders."""

from celery import shared_task

from .services import expiry

STALE_DAYS = 100


@shared_task(name="orders.expire_due")
def expire_due() -> int:
    """Let go the pieces of orders that were not paid in time."""
    return expiry.expire_due()


@shared_task(name="orders.cancel_stale")
def cancel_stale() -> int:
    """Cancel what nobody paid or confirmed for `STALE_DAYS` days."""
    return expiry.cancel_stale(days=STALE_DAYS)
