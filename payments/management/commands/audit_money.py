"""`manage.py audit_money`: whether every rouble and every piece adds up; exit code 1 if not."""

from django.core.management.base import BaseCommand, CommandError

from payments.services.auditing import audit_money


class Command(BaseCommand):
    help = "Name the rows of money and stock that do not add up; exit code 1 for any. Changes nothing."

    def handle(self, **options) -> None:
        findings = audit_money()
        for finding in findings:
            self.stdout.write(str(finding))
        if findings:
            raise CommandError(f"{len(findings)} findings: money or stock does not add up.", returncode=1)
        self.stdout.write("Money and stock add up.")
