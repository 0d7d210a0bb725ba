"""One sentence for every offer: what it gives, or why it does not. Each answer is a stable code with it."""

from collections.abc import Sequence
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from .enums import Benefit, Programme
from .offers import Applied, Offer
from .words import day, per_cent, promise, roubles

Reason = tuple[str, str]
NOTHING_TO_DISCOUNT = "nothing_to_discount"


def off() -> Reason:
    return "off", _("This promotion is switched off.")


def too_early(offer: Offer) -> Reason:
    return "too_early", _("This promotion starts on %(day)s.") % {"day": day(offer.start_date)}


def too_late(offer: Offer) -> Reason:
    return "too_late", _("This promotion ended on %(day)s.") % {"day": day(offer.end_date)}


def voucher_off(offer: Offer) -> Reason:
    return "voucher_off", _("The code %(code)s is not valid any more.") % {"code": offer.code}


def programme(offer: Offer) -> Reason:
    if offer.programme == Programme.REFERRAL:
        return "wrong_programme", _("This promotion is for those whom a friend invited.")
    return "wrong_programme", _("This promotion is for members of the loyalty programme.")


def not_first_order() -> Reason:
    return "not_first_order", _("This promotion is for a first order.")


def used_up(offer: Offer) -> Reason:
    if offer.code:
        return "used_up", _("The code %(code)s has been used already.") % {"code": offer.code}
    return "used_up", _("All that this promotion had to give is given.")


def used_by_you(offer: Offer) -> Reason:
    if offer.code:
        return "used_by_you", _("You have used the code %(code)s already.") % {"code": offer.code}
    return "used_by_you", _("You have used this promotion already.")


def gift_sold_out(offer: Offer) -> Reason:
    return "gift_sold_out", _("The gift is sold out: %(gift)s.") % {"gift": offer.gift_name}


def gift_given(offer: Offer) -> Reason:
    return "gift_given", _("Another promotion gives this piece already: %(gift)s.") % {
        "gift": offer.gift_name
    }


def nothing_fits() -> Reason:
    return "nothing_fits", _("There is nothing in the cart that this promotion is for.")


def too_few_pieces(missing: int) -> Reason:
    told = ngettext(
        "Add %(count)d more piece that this promotion is for.",
        "Add %(count)d more pieces that this promotion is for.",
        missing,
    )
    return "too_few_pieces", told % {"count": missing}


def below_minimum(missing: Decimal) -> Reason:
    return "below_minimum", _("Add goods for %(missing)s more.") % {"missing": roubles(missing)}


def not_chosen(offer: Offer) -> Reason:
    return "not_chosen", _("You can choose it. %(benefit)s") % {"benefit": _promise(offer)}


def nothing_to_discount(offer: Offer) -> Reason:
    if offer.benefit == Benefit.FREE_DELIVERY:
        return NOTHING_TO_DISCOUNT, _("There is nothing to pay for delivery as it is.")
    return NOTHING_TO_DISCOUNT, _("Other promotions have taken off all that could be.")


def outdone(winner: Sequence[Applied]) -> Reason:
    return "outdone", _("It does not add up with others, and you gain more by: %(titles)s.") % {
        "titles": titles(winner)
    }


def chosen_stands_alone(winner: Sequence[Applied]) -> Reason:
    return "outdone", _("It does not add up with the gift that you chose: %(titles)s.") % {
        "titles": titles(winner)
    }


def gain(offer: Offer, base: Decimal, amount: Decimal, delivery: Decimal) -> str:
    """What an offer gives in this cart, with the code that opened it."""
    is_capped = amount == offer.max_discount
    words = {
        Benefit.PERCENT: _("%(percent)s off goods for %(base)s, %(amount)s at most: −%(amount)s.")
        if is_capped
        else _("%(percent)s off goods for %(base)s: −%(amount)s."),
        Benefit.AMOUNT: _("−%(amount)s off goods for %(base)s."),
        Benefit.FREE_DELIVERY: _("Delivery for %(delivery)s less."),
        Benefit.GIFT: _("Your gift: %(gift)s."),
    }[Benefit(offer.benefit)]
    told = words % {
        "percent": per_cent(offer.value) if offer.benefit == Benefit.PERCENT else "",
        "base": roubles(base),
        "amount": roubles(amount),
        "delivery": roubles(delivery),
        "gift": offer.gift_name,
    }
    return _("Code %(code)s. %(gain)s") % {"code": offer.code, "gain": told} if offer.code else told


def proviso(offer: Offer) -> str:
    """What is still to be found out of the customer."""
    if offer.first_order_only:
        return _("It is for a first order: we check that when you place it.")
    return _("Nobody gets it more often than agreed: we check that when you place the order.")


def _promise(offer: Offer) -> str:
    return promise(offer.benefit, value=offer.value, cap=offer.max_discount, gift=offer.gift_name)


def titles(winner: Sequence[Applied]) -> str:
    quoted = _("“%(title)s”")
    return ", ".join(quoted % {"title": each.offer.title} for each in winner)
