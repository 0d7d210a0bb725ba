"""`manage.py reconcile_payments`: our books against the providers'; exit code 1 when they differ."""

from collections.abc import Sequence
from datetime import timedelta

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from core import clock
from payments.enums import ONLINE
from payments.errors import GatewayUnavailable
from payments.models import Payment, PaymentGateway
from payments.providers.base import ProviderError
from payments.services.reconciliation import Difference, Report, reconcile

WIDTHS = (36, 14, 14, 24)


class Command(BaseCommand):
    help = "Compare the payments of the last days with the providers' reports; exit code 1 for differences."

    def add_arguments(self, parser) -> None:
        parser.add_argument("--days", type=int, default=3)
        parser.add_argument("--gateway", choices=sorted(ONLINE), help="only this one, also when switched off")

    def handle(self, *, days: int, gateway: str | None, **options) -> None:
        if days < 1:
            raise CommandError(_("--days is 1 or more."))
        wrong = sum(
            self._reconciled(each, since=clock.now() - timedelta(days=days)) for each in _gateways(gateway)
        )
        if wrong:
            raise CommandError(_("The books differ: %(count)s.") % {"count": wrong}, returncode=1)
        self.stdout.write(_("The books agree."))

    def _reconciled(self, gateway: PaymentGateway, *, since) -> int:
        """How many differences; a provider that does not answer is one."""
        try:
            report = reconcile(gateway, since=since)
        except (ProviderError, GatewayUnavailable) as error:
            self.stdout.write(f"{gateway.name}: " + _("no answer (%(error)s)") % {"error": error})
            return 1
        for line in table(report):
            self.stdout.write(line)
        return len(report.differences)


def table(report: Report) -> Sequence[str]:
    """A heading, and a row for each difference; amounts in the currency of the gateway."""
    told = _("%(name)s: %(count)s payments compared, %(wrong)s differences") % {
        "name": report.gateway.name,
        "count": report.looked_at,
        "wrong": len(report.differences),
    }
    if not report.differences:
        return [told]
    heading = (_("Payment"), _("In our books"), _("At the provider"), _("What differs"))
    return [told, _row(heading), *(_row(_cells(each)) for each in report.differences)]


def _gateways(gateway_type: str | None) -> Sequence[PaymentGateway]:
    rows = PaymentGateway.objects.filter(gateway_type__in=ONLINE)
    rows = rows.filter(gateway_type=gateway_type) if gateway_type else rows.filter(is_active=True)
    return list(rows.order_by("sort_order", "pk"))


def _cells(difference: Difference) -> Sequence[str]:
    kinds = {
        "unknown_here": _("unknown to us"),
        "unknown_there": _("unknown to the provider"),
        "captured": _("sum received"),
        "refunded": _("sum given back"),
    }
    payment = Payment.objects.filter(payment_id=difference.payment_id or None).first()
    number = str(payment) if payment else difference.reference
    return number, f"{difference.here:.2f}", f"{difference.there:.2f}", kinds[difference.kind]


def _row(cells: Sequence[str]) -> str:
    return "  " + "  ".join(cell.ljust(width) for cell, width in zip(cells, WIDTHS, strict=True)).rstrip()
