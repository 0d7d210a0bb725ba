"""Who a customer is, as far as limits ask: the account, the e-mail and the phone, none of them readable."""

from collections.abc import Iterable

from django.utils.crypto import salted_hmac

from users.errors import PhoneNotUnderstood
from users.fields import fold_email
from users.phones import parse_phone


def customer_keys(user_id: int | None, email: str, phone: str) -> list[str]:
    """Keys of one customer, in the order in which their rows are locked.

    A phone that nobody could dial gives none.
    """
    keys = []
    if user_id is not None:
        keys.append(f"user:{user_id}")
    if folded := fold_email(email):
        keys.append(f"email:{_hashed(folded)}")
    if dialled := _dialled(phone):
        keys.append(f"phone:{_hashed(dialled)}")
    return sorted(keys)


def tell_contact(keys: Iterable[str]) -> bool:
    """Whether an e-mail or a phone is among the keys, not the account alone."""
    return any(not key.startswith("user:") for key in keys)


def limit_per_customer(*, first_order_only: bool, per_customer_limit: int | None) -> int | None:
    """How often one customer may use a promotion; None without a limit. Quotes and counters ask it here, so
    that no quote promises what the counter then refuses.
    """
    # Nobody has two first orders, not even by placing two at the same instant.
    return 1 if first_order_only else per_customer_limit


def _dialled(phone: str) -> str:
    try:
        return parse_phone(phone)
    except PhoneNotUnderstood:
        return ""


def _hashed(value: str) -> str:
    return salted_hmac("istok.promotions", value, algorithm="sha256").hexdigest()
