"""Refusals of promotions and vouchers."""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.errors import DomainError


class UsedUp(DomainError):
    """All uses of a promotion or a voucher are taken."""

    code = "used_up"

    def __init__(self, title: str) -> None:
        super().__init__(_("“%(title)s” has just been used up.") % {"title": title})


class UsedByCustomer(DomainError):
    code = "used_by_you"

    def __init__(self, title: str) -> None:
        super().__init__(_("You have used “%(title)s” already.") % {"title": title})


class VoucherUnknown(DomainError):
    code = "voucher_unknown"

    def __init__(self) -> None:
        message = _("We do not know this code. Look whether it is typed right.")
        super().__init__(message, fields={"code": message})


class VoucherOff(DomainError):
    code = "voucher_off"

    def __init__(self, code: str) -> None:
        message = _("The code %(code)s is not valid any more.") % {"code": code}
        super().__init__(message, fields={"code": message})


class CodeTaken(DomainError):
    code = "code_taken"

    def __init__(self, code: str) -> None:
        message = _("There is a code %(code)s already, or one that looks the same.") % {"code": code}
        super().__init__(message, fields={"code": message})


class TakesNoCodes(DomainError):
    """Codes of a promotion that everybody gets anyway would open nothing."""

    code = "takes_no_codes"

    def __init__(self, title: str) -> None:
        message = _("“%(title)s” needs no code. Tick “only with a code” there first.") % {"title": title}
        super().__init__(message, fields={"promotion": message})


class PromotionChanged(DomainError):
    """Somebody saved the promotion while a person was editing it."""

    code = "promotion_changed"

    def __init__(self) -> None:
        super().__init__(
            _("Somebody has changed this promotion meanwhile. Open it again and repeat your changes.")
        )


class LimitBelowUses(DomainError):
    code = "limit_below_uses"

    def __init__(self, used: int, *, field: str) -> None:
        told = ngettext(
            "Used %(count)d time already. The limit cannot be lower; switch it off instead.",
            "Used %(count)d times already. The limit cannot be lower; switch it off instead.",
            used,
        ) % {"count": used}
        super().__init__(told, fields={field: told})


class PromotionInUse(DomainError):
    """Orders and codes point at it, so it stays and is switched off."""

    code = "promotion_in_use"

    def __init__(self, title: str) -> None:
        super().__init__(
            _("“%(title)s” has been used or has codes, so it cannot be deleted. Switch it off instead.")
            % {"title": title}
        )


class RaisedBeforeCampaign(DomainError):
    """The price was raised so that the campaign could lower it again."""

    code = "raised_before_campaign"

    def __init__(self, skus: Sequence[str]) -> None:
        message = _(
            "In the last 30 days these were sold cheaper than their list price says, so the old price would "
            "not be honest: %(skus)s. Lower the list price or start later."
        ) % {"skus": ", ".join(skus)}
        super().__init__(message, fields={"start_date": message})
        self.skus = list(skus)
