"""`manage.py generate_catalogue N`: a large made-up catalogue for measuring; `--clear` takes it away."""

import time

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.db.models import ProtectedError

from catalog.generation.pictures import shared_pictures
from catalog.generation.removal import remove_generated
from catalog.generation.rows import rows
from catalog.generation.writer import BATCH, Writer, generated_categories
from catalog.models import CatalogPage
from catalog.services.listing import relist_everything
from inventory.bulk import open_stock, remove_stock
from inventory.models import Store

STORE = "Generated store"


class Command(BaseCommand):
    help = "Fill the catalogue with N made-up products: the same ones for the same seed."

    def add_arguments(self, parser) -> None:
        parser.add_argument("count", type=int, nargs="?", default=0)
        parser.add_argument("--seed", type=int, default=1)
        parser.add_argument("--finishes", type=int, default=1, help="at most so many variants per product")
        parser.add_argument("--clear", action="store_true", help="remove what was generated before")

    def handle(self, *, count: int, seed: int, finishes: int, clear: bool, **options) -> None:
        if count < 0 or finishes < 1 or not (count or clear):
            raise CommandError("Say how many products to make, or --clear.")
        if clear:
            self.clear()
        if count:
            self.generate(count, seed=seed, finishes=finishes)

    def clear(self) -> None:
        try:
            with transaction.atomic():
                remove_stock(STORE)
                removed = remove_generated()
        except ProtectedError:
            raise CommandError("Generated products were ordered: begin with an empty database.") from None
        self.stdout.write(f"Removed {removed} generated products.")

    def generate(self, count: int, *, seed: int, finishes: int) -> None:
        catalogue = CatalogPage.objects.first()
        if catalogue is None:
            raise CommandError("There is no catalogue page yet: run load_demo, or make one.")
        if generated_categories().exists():
            raise CommandError("There are generated products already; add --clear to replace them.")
        started, made = time.monotonic(), 0
        writer = Writer(catalogue, shared_pictures())
        store, _ = Store.objects.get_or_create(name=STORE, defaults={"location": "-"})
        for batch in writer.write(rows(count, seed=seed, finishes=finishes)):
            open_stock(
                store, [(variant, pieces) for variant, pieces in batch if variant.takes_stock and pieces]
            )
            made = min(made + BATCH, count)
            self.stdout.write(f"  {made} of {count} products, {time.monotonic() - started:.0f} s")
        relist_everything()
        self.stdout.write(f"The listing is ready, {time.monotonic() - started:.0f} s in all.")
