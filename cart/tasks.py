"""Wake-ups of the cart."""

from celery import shared_task

from .services.lines import expire_idle


@shared_task(name="cart.expire_idle")
def forget_idle_carts() -> int:
    return expire_idle()
