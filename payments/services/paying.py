"""One press of "pay", whichever way was chosen."""

from ..enums import GatewayType
from ..models import Payment
from .balance_payments import pay_from_balance
from .starting import open_payment, start


def pay_by(order_id: int, *, way: str) -> Payment:
    """Begin to pay what is due for the order by `way` (a GatewayType). From a balance it is paid afterwards;
    else `pay_url` is where the customer pays. Pressed twice it is one payment. Not inside a transaction.

    The caller makes sure that the balance is the payer's own. Raises what `pay_from_balance`, `open_payment`
    and `start` raise.
    """
    if way == GatewayType.BALANCE:
        return pay_from_balance(order_id)
    payment = open_payment(order_id, gateway_type=way)
    return start(payment.pk)
