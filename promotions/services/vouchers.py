"""Codes: found as people type them, made one by one or in series that nobody can guess."""

import secrets

from django.db import IntegrityError, transaction

from ..errors import CodeTaken, LimitBelowUses, TakesNoCodes, VoucherOff, VoucherUnknown
from ..fields import CODE_LENGTH, fold_code
from ..models import Promotion, Voucher, VoucherSeries

# Neither letters that look alike in both alphabets nor figures that look like letters.
ALPHABET = "DFGJLNQRUVWZ456789"
RANDOM_LENGTH = 10
LARGEST_SERIES = 10_000
LATIN_TWINS = str.maketrans("АВЕКМНОРСТУХЁ", "ABEKMHOPCTYXE")
CYRILLIC_TWINS = str.maketrans("ABEKMHOPCTYX", "АВЕКМНОРСТУХ")


def find_voucher(code: str) -> Voucher:
    """The voucher of a code as people type it, in letters of the other alphabet too.

    Raises VoucherUnknown, VoucherOff. Whether its promotion is in force is for the quote to say.
    """
    names = _spellings(code)
    found = Voucher.objects.filter(code__in=names).select_related("promotion")
    voucher = min(found, key=lambda each: names.index(each.code), default=None)
    if voucher is None:
        raise VoucherUnknown
    if not voucher.active:
        raise VoucherOff(voucher.code)
    return voucher


def _spellings(code: str) -> list[str]:
    """What a code may be meant as, likeliest first. None of what no code can be."""
    folded = fold_code(code) if len(code) <= 4 * CODE_LENGTH else ""
    if not folded or len(folded) > CODE_LENGTH:
        return []
    return list(dict.fromkeys([folded, folded.translate(CYRILLIC_TWINS), folded.translate(LATIN_TWINS)]))


@transaction.atomic
def create_voucher(promotion_id: int, *, code: str, **fields) -> Voucher:
    """One code with a name of its own. fields: columns of `Voucher`. Raises CodeTaken, TakesNoCodes."""
    promotion = _open_by_codes(promotion_id)
    if Voucher.objects.filter(code__in=_spellings(code)).exists():
        raise CodeTaken(fold_code(code))
    try:
        with transaction.atomic():
            return Voucher.objects.create(promotion=promotion, code=code, **fields)
    except IntegrityError as error:
        if Voucher.objects.filter(code=code).exists():
            raise CodeTaken(fold_code(code)) from error
        raise


@transaction.atomic
def update_voucher(
    voucher_id: int, *, active: bool, uses_limit: int | None, per_customer_limit: int | None
) -> Voucher:
    """Change a code's limits or switch it. Raises LimitBelowUses."""
    voucher = Voucher.objects.select_for_update(no_key=True).get(pk=voucher_id)
    if uses_limit is not None and uses_limit < voucher.used_count:
        raise LimitBelowUses(voucher.used_count, field="uses_limit")
    voucher.active, voucher.uses_limit = active, uses_limit
    voucher.per_customer_limit = per_customer_limit
    voucher.save(update_fields=["active", "uses_limit", "per_customer_limit"])
    return voucher


@transaction.atomic
def make_series(
    promotion_id: int,
    *,
    name: str,
    prefix: str = "",
    count: int,
    uses_limit: int | None = 1,
    per_customer_limit: int | None = None,
) -> VoucherSeries:
    """`count` new codes of one promotion, each a prefix and ten random letters. Raises TakesNoCodes."""
    if not 0 < count <= LARGEST_SERIES:
        raise ValueError(f"a series has 1 to {LARGEST_SERIES} codes")
    promotion = _open_by_codes(promotion_id)
    series = VoucherSeries.objects.create(promotion=promotion, name=name, prefix=prefix, size=count)
    codes: set[str] = set()
    while len(codes) < count:
        codes.add(series.prefix + "".join(secrets.choice(ALPHABET) for _letter in range(RANDOM_LENGTH)))
    Voucher.objects.bulk_create(
        [
            Voucher(
                promotion=promotion,
                series=series,
                code=code,
                uses_limit=uses_limit,
                per_customer_limit=per_customer_limit,
            )
            for code in sorted(codes)
        ],
        batch_size=1000,
    )
    return series


def _open_by_codes(promotion_id: int) -> Promotion:
    """The promotion, which must be one that asks for a code. Raises TakesNoCodes."""
    promotion = Promotion.objects.get(pk=promotion_id)
    if not promotion.needs_code:
        raise TakesNoCodes(promotion.title)
    return promotion
