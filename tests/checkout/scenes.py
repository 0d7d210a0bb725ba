"""Orders through the services, as the checkout page places them."""

from cart.delivery import DeliveryChoice
from cart.selectors.owner import Owner
from checkout.services import Seen, place, read_checkout
from orders.enums import PaymentMethod
from orders.models import Order
from orders.services.placing import Contact, Handover
from users.enums import Purpose
from users.services.consents import Ticked, current_text

PICKUP = DeliveryChoice(method="pickup")


def contact_of(owner: Owner, email: str = "anna@example.com", phone: str = "+79210000000") -> Contact:
    return Contact(name="Анна", phone=phone, email=email, user_id=owner.user_id)


def agreed() -> Ticked:
    """The required box, ticked beside the newest text."""
    return Ticked({Purpose.PERSONAL_DATA: current_text(Purpose.PERSONAL_DATA).version})


def order(
    owner: Owner,
    *,
    seen: Seen | None = None,
    contact: Contact | None = None,
    delivery: DeliveryChoice = PICKUP,
    method: PaymentMethod = PaymentMethod.CASH_ON_DELIVERY,
    consents: Ticked | None = None,
    only=None,
) -> list[Order]:
    """Place what lies in the cart, having seen it as it is unless `seen` says otherwise."""
    contact = contact or contact_of(owner)
    if seen is None:
        quote = read_checkout(owner, delivery=delivery, contact=contact, only=only)[1].quote
        seen = Seen(quote.fingerprint, quote.total)
    return place(
        owner,
        seen=seen,
        contact=contact,
        handover=Handover(delivery=delivery, address=""),
        consents=consents or agreed(),
        method=method,
        only=only,
    )
