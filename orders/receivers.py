"""What follows a login."""

from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver

from .services.adoption import adopt_guest_orders


@receiver(user_logged_in)
def bring_guest_orders(sender, request, user, **details) -> None:
    adopt_guest_orders(user)
