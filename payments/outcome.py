"""What people read about a payment that has ended, or that they have left. No number and no name: strangers
may read it too.
"""

from django.utils.translation import gettext as _

from core.money import ZERO

from .enums import PaymentStatus
from .models import Payment
from .selectors.pages import decline_of


def words_of(payment: Payment) -> tuple[str, str]:
    """Heading and sentence."""
    if payment.status == PaymentStatus.REVIEW:
        return being_checked()
    if payment.status == PaymentStatus.COMPLETED:
        return _completed(payment)
    if payment.status == PaymentStatus.EXPIRED:
        return _("Not paid"), f"{_('The time to pay is over.')} {_held()}"
    if payment.status == PaymentStatus.CANCELLED:
        told = _("The payment was called off. Should money come all the same, we will write to you.")
        return _("Not paid"), told
    declined = decline_of(payment)
    if declined is None:
        told = _("You can go on or choose another way. If you have paid all the same, it shows in a minute.")
        return _("You did not finish paying"), told
    told = _("%(reason)s. Nothing was charged: try another card or another way to pay.")
    reason = str(declined.label)
    return _("Not paid"), told % {"reason": reason[:1].upper() + reason[1:]}


def being_checked() -> tuple[str, str]:
    told = _("Money came in, and we look at it. Please do not pay again.")
    return _("We are checking the payment"), told


def _held() -> str:
    """What becomes of money that a bank has set aside, or that comes too late."""
    return _("If your bank has held money, it frees it itself. Should it come all the same, we will write.")


def _completed(payment: Payment) -> tuple[str, str]:
    if payment.refunded > ZERO:
        return _("The money goes back to you"), _("It came too late, or there was more than needed.")
    if payment.account_id:
        told = _("It is on your balance; what waits to be paid from it is paid at once.")
        return _("Payment received"), told
    return _("Payment received"), _("Thank you! A letter about it is on its way.")
