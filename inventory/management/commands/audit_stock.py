"""`manage.py audit_stock`: whether each number of pieces is the sum of its movements; exit code 1 if not."""

from django.core.management.base import BaseCommand, CommandError

from inventory.selectors import wrong_rows


class Command(BaseCommand):
    help = "Name the stock rows whose numbers are not the sums of their movements; exit code 1 for any."

    def handle(self, **options) -> None:
        wrong = list(wrong_rows())
        for item in wrong:
            self.stdout.write(
                f"row {item.pk} ({item}): on hand {item.on_hand}, moved {item.moved_on_hand}; "
                f"reserved {item.reserved}, moved {item.moved_reserved}"
            )
        if wrong:
            raise CommandError(f"{len(wrong)} of the warehouse's rows do not add up.", returncode=1)
        self.stdout.write("Every row of the warehouse adds up.")
