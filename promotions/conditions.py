"""A promotion in people's words: what it gives, when, and under which conditions."""

from collections.abc import Iterable

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from .enums import Benefit, Programme
from .models import Promotion
from .words import day, promise, roubles


def promise_of(promotion: Promotion) -> str:
    """The gift's variant and product must be at hand."""
    gift = promotion.gift_variant
    name = f"{gift.product.title} ({gift.label})" if gift and gift.label else gift and gift.product.title
    return promise(promotion.benefit, value=promotion.value, cap=promotion.max_discount, gift=name or "")


def dates(promotion: Promotion) -> str:
    first, last = day(promotion.start_date), promotion.end_date
    if last is None:
        return _("from %(first)s") % {"first": first}
    if last == promotion.start_date:
        return _("only on %(day)s") % {"day": first}
    if last.year == promotion.start_date.year:
        same_month = last.month == promotion.start_date.month
        first = date_format(promotion.start_date, "j" if same_month else "j E")
    return _("from %(first)s to %(last)s") % {"first": first, "last": day(last)}


def conditions(promotion: Promotion) -> list[str]:
    """A sentence per condition, for visitors."""
    found = [*_goods(promotion), *_basket(promotion), *_person(promotion)]
    if promotion.benefit == Benefit.PRICE:
        return [*found, _("The prices on the site are lowered already.")]
    if promotion.needs_code:
        found.append(_("Enter the code in the cart."))
    if promotion.is_choosable:
        found.append(_("Choose it at checkout."))
    alone = _("It does not add up with other promotions.")
    return [*found, alone if promotion.is_exclusive else _("It adds up with other promotions.")]


def _goods(promotion: Promotion) -> Iterable[str]:
    if categories := [page.title for page in promotion.categories.order_by("path")]:
        yield _("Categories: %(names)s.") % {"names": ", ".join(categories)}
    if products := [page.title for page in promotion.products.order_by("title")]:
        yield _("Products: %(names)s.") % {"names": ", ".join(products)}
    facets: dict[str, list[str]] = {}
    for value in promotion.values.select_related("facet"):
        facets.setdefault(value.facet.name, []).append(value.name)
    for facet, names in facets.items():
        yield f"{facet}: {', '.join(names)}."


def _basket(promotion: Promotion) -> Iterable[str]:
    if promotion.min_goods is not None:
        yield _("For orders of at least %(amount)s.") % {"amount": roubles(promotion.min_goods)}
    if promotion.min_quantity is not None:
        count = promotion.min_quantity
        yield ngettext("From %(count)d piece on.", "From %(count)d pieces on.", count) % {"count": count}


def _person(promotion: Promotion) -> Iterable[str]:
    if promotion.programme == Programme.LOYALTY:
        yield _("For members of the loyalty programme.")
    if promotion.programme == Programme.REFERRAL:
        yield _("For those whom a friend invited.")
    if promotion.first_order_only:
        yield _("For a first order.")
    if promotion.total_limit is not None:
        count = promotion.total_limit
        yield ngettext("For the first %(count)d order.", "For the first %(count)d orders.", count) % {
            "count": count
        }
    if promotion.per_customer_limit is not None:
        count = promotion.per_customer_limit
        yield ngettext("%(count)d time per customer.", "%(count)d times per customer.", count) % {
            "count": count
        }
