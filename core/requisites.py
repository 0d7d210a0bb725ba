"""Numbers of Russian companies and banks. Each has check digits, so a mistype is seen when it is typed."""

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

KPP = re.compile(r"[0-9]{4}[0-9A-Z]{2}[0-9]{3}")
INN_WEIGHTS = (3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8)
ACCOUNT_WEIGHTS = (7, 1, 3)


def inn_is_right(inn: str) -> bool:
    """10 digits of a company with one check digit, 12 of a person with two."""
    if not _digits(inn, 10, 12):
        return False
    checked = (10,) if len(inn) == 10 else (11, 12)
    return all(_inn_digit(inn[: length - 1]) == int(inn[length - 1]) for length in checked)


def _inn_digit(digits: str) -> int:
    weights = INN_WEIGHTS[-len(digits) :]
    return sum(int(digit) * weight for digit, weight in zip(digits, weights, strict=True)) % 11 % 10


def ogrn_is_right(ogrn: str) -> bool:
    """13 digits of a company, 15 of a sole trader; the last one is the remainder of the others."""
    if not _digits(ogrn, 13, 15):
        return False
    return int(ogrn[:-1]) % (len(ogrn) - 2) % 10 == int(ogrn[-1])


def is_bik(bik: str) -> bool:
    return _digits(bik, 9)


def is_account(account: str) -> bool:
    return _digits(account, 20)


def account_fits(account: str, bik: str) -> bool:
    """Whether the account can be one in the bank with `bik`."""
    return _account_sum(bik[-3:] + account) == 0


def correspondent_fits(account: str, bik: str) -> bool:
    """The same of the bank's own account, which lies with the Bank of Russia."""
    return _account_sum(f"0{bik[4:6]}{account}") == 0


def _account_sum(digits: str) -> int:
    return sum(int(digit) * ACCOUNT_WEIGHTS[place % 3] for place, digit in enumerate(digits)) % 10


def _digits(text: str, *lengths: int) -> bool:
    return text.isascii() and text.isdigit() and len(text) in lengths


def check_inn(inn: str) -> None:
    if not inn_is_right(inn):
        raise ValidationError(
            _("There is no such INN: it has 10 or 12 digits, and the last ones check the rest.")
        )


def check_kpp(kpp: str) -> None:
    if not KPP.fullmatch(kpp):
        raise ValidationError(_("A KPP has 9 characters: 770101001."))


def check_ogrn(ogrn: str) -> None:
    if not ogrn_is_right(ogrn):
        raise ValidationError(
            _("There is no such OGRN: it has 13 or 15 digits, and the last checks the rest.")
        )


def check_bik(bik: str) -> None:
    if not is_bik(bik):
        raise ValidationError(_("A BIK has 9 digits."))


def check_account(account: str) -> None:
    if not is_account(account):
        raise ValidationError(_("An account has 20 digits."))
