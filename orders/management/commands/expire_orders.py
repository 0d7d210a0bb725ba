from django.core.management.base import BaseCommand

from orders.services.expiry import expire_due


class Command(BaseCommand):
    help = "Cancel every order whose payment window is over, as the schedule does each minute."

    def handle(self, *args, **options):
        self.stdout.write(str(expire_due()))
