"""Celery's doors into promotions."""

from celery import shared_task

from .services import prices


@shared_task(name="promotions.apply_prices")
def apply_prices() -> int:
    """Start and end price campaigns that are due; how many prices changed."""
    return prices.apply_prices()
