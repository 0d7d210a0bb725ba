"""Whose cart it is: a customer's account, or the key that a guest's session keeps."""

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import QuerySet
from django.http import HttpRequest

from core import clock

from ..enums import CartStatus
from ..models import Cart
from ..models.carts import CART_EXPIRATION_DAYS

SESSION_KEY = "cart"


@dataclass(frozen=True, slots=True)
class Owner:
    """Exactly one of the two is set."""

    user_id: int | None = None
    guest_key: uuid.UUID | None = None

    def __post_init__(self) -> None:
        if (self.user_id is None) == (self.guest_key is None):
            raise ValueError("a cart belongs to a customer or to a guest")

    @property
    def scope(self) -> str:
        """For idempotency keys: `user:<id>` or `session:<key>`."""
        return f"user:{self.user_id}" if self.user_id else f"session:{self.guest_key.hex}"


def owner_of(request: HttpRequest) -> Owner | None:
    """Who asks; None for a guest who has put nothing into a cart yet. Makes no session."""
    if request.user.is_authenticated:
        return Owner(user_id=request.user.pk)
    known = request.session.get(SESSION_KEY)
    return Owner(guest_key=uuid.UUID(known)) if known else None


def owner_with_session(request: HttpRequest) -> Owner:
    """The same, and a guest gets a key."""
    owner = owner_of(request)
    if owner is None:
        owner = Owner(guest_key=uuid.uuid4())
        request.session[SESSION_KEY] = owner.guest_key.hex
    return owner


def in_use(carts: QuerySet[Cart]) -> QuerySet[Cart]:
    """Those of `carts` that are active and were changed within seven days."""
    return carts.filter(status=CartStatus.ACTIVE, touched_at__gt=_idle_since())


def idle(carts: QuerySet[Cart]) -> QuerySet[Cart]:
    """Those of `carts` that are active, but nobody changed for seven days."""
    return carts.filter(status=CartStatus.ACTIVE, touched_at__lte=_idle_since())


def _idle_since() -> datetime:
    return clock.now() - timedelta(days=CART_EXPIRATION_DAYS)


def carts_of(owner: Owner) -> QuerySet[Cart]:
    """The one cart in use of `owner`, or none."""
    mine = {"user_id": owner.user_id} if owner.user_id else {"guest_key": owner.guest_key}
    return in_use(Cart.objects.filter(**mine))
