"""What follows a login."""

import uuid

from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver

from .selectors.owner import SESSION_KEY
from .services.merging import merge_guest_cart


@receiver(user_logged_in)
def bring_guest_cart(sender, request, user, **details) -> None:
    """The cart that was filled before the login comes along; the session forgets it."""
    session = getattr(request, "session", None)
    known = session.pop(SESSION_KEY, None) if session is not None else None
    if known:
        merge_guest_cart(uuid.UUID(known), user_id=user.pk)
