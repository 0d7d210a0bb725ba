"""Orders of the demo, by the road that real ones take. Nothing is asked over the network: one is paid from
the balance, the other on delivery.
"""

from datetime import timedelta

from django.db import transaction

from cart.delivery import DeliveryChoice
from cart.models import CartItem
from cart.selectors.owner import Owner
from cart.services.lines import add_line
from catalog.models import Variant
from checkout.payment import method_of
from checkout.services import Seen, place, read_checkout
from core import clock
from core.errors import DomainError
from core.models import Outbox
from orders.models import Order
from orders.services.placing import Contact, Handover
from payments.enums import GatewayType
from payments.services.balance_payments import pay_from_balance
from payments.services.receipts import FISCAL
from users.enums import Purpose
from users.models import CustomUser
from users.services.consents import Ticked, current_text

from .files import words
from .money import give

WHY = "Деньги на пробный заказ"
SERVED = timedelta(minutes=1)  # by then the server runs, and with it the pretend register of receipts


def make_orders(username: str) -> int:
    """The customer's first orders; how many. None for who has ordered or filled a cart already, and none that
    a shop which has run for a while cannot serve any more.
    """
    customer, texts = CustomUser.objects.get(username=username), words("orders")
    if Order.objects.filter(user=customer).exists() or CartItem.objects.filter(cart__user=customer).exists():
        return 0
    contact = Contact(email=customer.email, user_id=customer.pk, **texts["contact"])
    return sum(_order(contact, wish) for wish in texts["order"])


def _order(contact: Contact, wish: dict) -> bool:
    try:
        with transaction.atomic():
            order = _placed(contact, wish)
            if wish["way"] == GatewayType.BALANCE:
                give(contact.user_id, order.total, why=WHY, key=f"demo:{order.order_id}")
                pay_from_balance(order.pk)
            # Nobody reads letters to invented people; in the console they would hide what the command tells.
            Outbox.objects.filter(topic__startswith="mail.", done_at=None, **_of(order)).delete()
            Outbox.objects.filter(topic=FISCAL, done_at=None).update(available_at=clock.now() + SERVED)
    except (DomainError, Variant.DoesNotExist):  # sold out, taken off sale, or the way is switched off
        return False
    return True


def _of(order: Order) -> dict:
    return {"payload__event__in": list(order.events.values_list("pk", flat=True))}


def _placed(contact: Contact, wish: dict) -> Order:
    owner, address = Owner(user_id=contact.user_id), wish.get("address", "")
    by_courier = DeliveryChoice(method="courier", zone="inside_kad", service="entrance")
    delivery = by_courier if address else DeliveryChoice(method="pickup")
    add_line(owner, Variant.objects.get(sku=wish["sku"]).pk)
    quote = read_checkout(owner, delivery=delivery, contact=contact)[1].quote
    [order] = place(
        owner,
        seen=Seen(quote.fingerprint, quote.total),
        contact=contact,
        handover=Handover(delivery=delivery, address=address),
        consents=Ticked({Purpose.PERSONAL_DATA: current_text(Purpose.PERSONAL_DATA).version}),
        method=method_of(wish["way"]),
    )
    return order
