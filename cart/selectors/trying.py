"""What a promotion would do to a basket: two quotes of the same goods, with it and without."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time

from django.utils import timezone

from catalog.enums import SoldAs
from catalog.models import Variant
from catalog.selectors.scope import Scope, scopes_of
from core import clock
from promotions.discounts import Applied, Buyer, Offer, Refused
from promotions.enums import Programme
from promotions.selectors import offers

from ..delivery import DeliveryChoice
from ..enums import OrderKind
from ..models import CartItem, DeliverySettings
from ..quote import Line, Quote, make_quote
from .lines import KINDS


@dataclass(frozen=True, slots=True)
class Question:
    """goods: pieces by variant, in the order in which they are shown. is_customer: has an account."""

    goods: Mapping[Variant, int]
    day: date
    delivery: DeliveryChoice | None = None
    voucher_id: int | None = None
    is_customer: bool = False
    is_first_order: bool = False


@dataclass(frozen=True, slots=True)
class Trial:
    """verdict: what becomes of the promotion itself; None where it is not counted in carts at all."""

    with_it: Quote
    without: Quote
    verdict: Applied | Refused | None

    @property
    def gain(self):
        """Roubles that the customer pays less."""
        return self.without.total - self.with_it.total

    @property
    def rows(self) -> list[tuple]:
        """Each line with the promotion and without it."""
        return list(zip(self.with_it.lines, self.without.lines, strict=True))


def try_promotion(promotion_id: int, question: Question) -> Trial:
    """Count the basket on that day. The promotion is taken as switched on, chosen, and its code as entered.

    Pieces are not counted: the question is about money, not about what lies in stock.
    """
    with clock.hold(timezone.make_aware(datetime.combine(question.day, time(12)))):
        found = offers(voucher_id=question.voucher_id, keys=(), also=promotion_id)
        mine = [_switched_on(offer) for offer in found if offer.id == promotion_id]
        others = [offer for offer in found if offer.id != promotion_id]
        lines = _lines(question.goods)
        with_it = _quote(lines, [*others, *mine], question, chosen_id=promotion_id)
        without = _quote(lines, others, question, chosen_id=None)
    answered = [*with_it.discounts.applied, *with_it.discounts.refused]
    verdict = next((each for each in answered if each.offer.id == promotion_id), None)
    return Trial(with_it, without, verdict)


def goods_of_cart(cart_id: int) -> list[tuple[str, int]]:
    """SKU and pieces of a cart's lines; empty when there is no such cart."""
    return list(CartItem.objects.filter(cart=cart_id).values_list("variant__sku", "quantity"))


def _switched_on(offer: Offer) -> Offer:
    return replace(offer, active=True, needs_code=False)


def _quote(
    lines: Sequence[Line], found: Sequence[Offer], question: Question, *, chosen_id: int | None
) -> Quote:
    programmes = {Programme.EVERYONE, Programme.LOYALTY} if question.is_customer else {Programme.EVERYONE}
    return make_quote(
        lines,
        offers=found,
        buyer=Buyer(programmes=frozenset(programmes), is_first_order=question.is_first_order),
        today=question.day,
        chosen_id=chosen_id,
        delivery=question.delivery,
        terms=DeliverySettings.load().terms() if question.delivery else None,
    )


def _lines(goods: Mapping[Variant, int]) -> list[Line]:
    scopes = scopes_of([variant.pk for variant in goods])
    return [
        _line(key, variant, quantity, scopes.get(variant.pk, Scope()))
        for key, (variant, quantity) in enumerate(goods.items(), start=1)
    ]


def _line(key: int, variant: Variant, quantity: int, scope: Scope) -> Line:
    return Line(
        key=key,
        variant_id=variant.pk,
        product_id=variant.product_id,
        sku=variant.sku,
        name=variant.product.title,
        size=variant.size_label,
        finish=variant.finish_label,
        kind=KINDS.get(SoldAs(variant.sold_as), OrderKind.MADE_TO_ORDER),
        quantity=quantity,
        price=variant.current_price,
        agreed_price=variant.current_price,
        available=None,
        is_on_sale=True,
        category_ids=scope.category_ids,
        value_ids=scope.value_ids,
    )
