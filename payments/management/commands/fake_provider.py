"""`manage.py fake_provider`: the pretend providers in the foreground, for a shop that runs beside."""

import threading

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from payments.fake_provider.server import FakeServer


class Command(BaseCommand):
    help = "Run the pretend Stripe, PayPal, YooKassa, test gateway and fiscal register. Only with DEBUG."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--port", type=int, default=8111)
        parser.add_argument("--shop", default=settings.WAGTAILADMIN_BASE_URL, help="where webhooks go")

    def handle(self, *, port: int, shop: str, **options) -> None:
        with FakeServer(port=port, shop=shop) as server:
            self.stdout.write(f"Pretend providers at {server.url}, webhooks to {shop}. Ctrl-C ends.")
            self.stdout.write(f"Counts: {server.url}/control/counters")
            try:
                threading.Event().wait()
            except KeyboardInterrupt:
                self.stdout.write("Ended; all payments are forgotten.")
