"""Refusals of payments."""

from decimal import Decimal

from django.utils.translation import gettext as _

from core.errors import DomainError
from core.money import format_rub


class Malformed(Exception):
    """A webhook's body that is no JSON object of an event: 400."""


class TooLarge(Malformed):
    """413."""


class PaymentNotFound(DomainError):
    """Also for somebody else's payment."""

    code = "payment_not_found"

    def __init__(self) -> None:
        super().__init__(_("There is no such payment."))


class GatewayUnavailable(DomainError):
    """Switched off, not configured, not for this order, or it needs an account."""

    code = "gateway_unavailable"

    def __init__(self) -> None:
        message = _("This way of payment is not available now. Choose another one.")
        super().__init__(message, fields={"gateway": message})


class NothingDue(DomainError):
    code = "nothing_due"

    def __init__(self) -> None:
        super().__init__(_("Nothing is to be paid for this order now."))


class PaymentInProgress(DomainError):
    """Money of this order is being taken this very moment."""

    code = "payment_in_progress"

    def __init__(self) -> None:
        super().__init__(_("A payment of this order is being carried out. Wait a moment."))


class InsufficientFunds(DomainError):
    code = "insufficient_funds"

    def __init__(self, *, balance: Decimal, needed: Decimal) -> None:
        self.balance, self.needed = balance, needed
        super().__init__(
            _("There is %(balance)s on the balance, and %(needed)s are needed.")
            % {"balance": format_rub(balance), "needed": format_rub(needed)}
        )


class AmountWrong(DomainError):
    """Zero, negative, or too much for what it is about."""

    code = "amount_wrong"

    def __init__(self, message: str) -> None:
        super().__init__(message, fields={"amount": message})


class RefundExceeds(DomainError):
    code = "refund_exceeds"

    def __init__(self, refundable: Decimal) -> None:
        self.refundable = refundable
        message = _("At most %(amount)s can be given back.") % {"amount": format_rub(refundable)}
        super().__init__(message, fields={"amount": message})


class RefundAboveLimit(DomainError):
    """Somebody with more rights has to do it."""

    code = "refund_above_limit"

    def __init__(self, limit: Decimal) -> None:
        self.limit = limit
        message = _("You may give back at most %(limit)s of one order. Ask an administrator.") % {
            "limit": format_rub(limit)
        }
        super().__init__(message, fields={"amount": message})


class RefundReasonWrong(DomainError):
    """It says that the money was owed, and it was not."""

    code = "refund_reason_wrong"

    def __init__(self, message: str) -> None:
        super().__init__(message, fields={"reason": message})


class ScheduleWrong(DomainError):
    """The parts do not add up to the order, or what is paid already would change."""

    code = "schedule_wrong"


class GatewayNotReady(DomainError):
    """Nobody could pay by it, so it is not switched on. has_keys: there are some, but of the other mode."""

    code = "gateway_not_ready"

    def __init__(self, *, has_keys: bool) -> None:
        if has_keys:
            message = _("The keys on the server are of the other mode: change them or the test mode.")
        else:
            message = _("The server has no keys for it yet, so it cannot be switched on.")
        super().__init__(message, fields={"is_test_mode" if has_keys else "is_active": message})


class VatNotSet(DomainError):
    """Its receipts would be wrong, so it is not switched on."""

    code = "vat_not_set"

    def __init__(self, message: str) -> None:
        super().__init__(message, fields={"is_active": message})


class CurrencyWrong(DomainError):
    """The provider cannot be asked for it."""

    code = "currency_wrong"

    def __init__(self, message: str) -> None:
        super().__init__(message, fields={"currency": message})


class RateWrong(DomainError):
    code = "rate_wrong"

    def __init__(self) -> None:
        message = _("Write how many roubles one unit of this currency costs; it is more than one.")
        super().__init__(message, fields={"rate": message})
