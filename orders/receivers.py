"""What follows a login and a proved e-mail."""

from allauth.account.signals import email_confirmed
from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver

from users.models import CustomUser

from .services.adoption import adopt_guest_orders


@receiver(user_logged_in)
def bring_guest_orders(sender, request, user, **details) -> None:
    adopt_guest_orders(user)


@receiver(email_confirmed)
def bring_orders_of_proved_email(sender, request, email_address, **details) -> None:
    adopt_guest_orders(CustomUser.objects.get(pk=email_address.user_id))  # whose e-mail has just changed
