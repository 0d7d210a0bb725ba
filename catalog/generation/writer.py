"""Writes generated products in bulk, each figure as the services would leave it (a test compares them).

Left out on purpose, because nothing that is measured reads them: page revisions (the editor opens the live
content), price history (its first row comes with the first change), Wagtail's own search and reference index.
"""

from collections.abc import Iterable, Iterator
from datetime import timedelta
from decimal import Decimal
from itertools import islice

from django.contrib.contenttypes.models import ContentType
from django.db import router, transaction
from wagtail.models import Locale, Page

from core import clock

from ..enums import FacetScope
from ..models import (
    CatalogPage,
    CategoryPage,
    Facet,
    FacetValue,
    Picture,
    ProductPage,
    ProductSummary,
    Variant,
)
from ..search import joined_words, learn_words
from ..services.availability import availability_of
from .rows import AXES, CATEGORIES, Row

SLUG = "generated"
FACET_SCOPES = {
    "purpose": FacetScope.PAGE,
    "shape": FacetScope.PAGE,
    "facade": FacetScope.FINISH,
    "worktop": FacetScope.FINISH,
}
BATCH = 1000


def facet_values() -> dict[str, list[FacetValue]]:
    """As many values of each facet as the rows need: the shop's own first, then made-up ones."""
    found = {}
    for code, scope in FACET_SCOPES.items():
        facet, _ = Facet.objects.get_or_create(code=code, defaults={"name": code, "scope": scope})
        for number in range(1, AXES[code] + 1 - facet.values.count()):
            FacetValue.objects.create(
                facet=facet, code=f"{SLUG}-{number}", name=f"Вариант {number}", sort_order=1000 + number
            )
        found[code] = list(facet.values.order_by("sort_order", "pk")[: AXES[code]])
    return found


def categories(catalogue: CatalogPage) -> list[CategoryPage]:
    """New categories for generated products, below the catalogue."""
    made = []
    for number, (title, singular) in enumerate(CATEGORIES, start=1):
        page = CategoryPage(title=title, slug=f"{SLUG}-{number}", singular=singular.lower())
        made.append(catalogue.add_child(instance=page))
    return made


def generated_categories():
    return CategoryPage.objects.filter(slug__startswith=f"{SLUG}-")


class Writer:
    """Writes rows below its categories, batch by batch; a batch is there whole or not at all."""

    def __init__(self, catalogue: CatalogPage, pictures: list[Picture]) -> None:
        self.categories = categories(catalogue)
        self.values = facet_values()
        self.pictures = pictures
        self.locale = Locale.get_active()
        self.content_type = ContentType.objects.get_for_model(ProductPage)
        self.numchild = [0] * len(self.categories)
        self.started_at = clock.now()

    def write(self, rows: Iterable[Row]) -> Iterator[list[tuple[Variant, int]]]:
        """Writes all rows; each batch gives its variants with the pieces that a warehouse would hold."""
        rows = iter(rows)
        while batch := list(islice(rows, BATCH)):
            with transaction.atomic():
                yield self._write(batch)

    def _write(self, batch: list[Row]) -> list[tuple[Variant, int]]:
        pages = self._pages(batch)
        for row, page in zip(batch, pages, strict=True):
            page.variants_made = [self._variant(row, page, finish) for finish in range(len(row.facades))]
        Variant.objects.bulk_create([variant for page in pages for variant in page.variants_made])
        self._link(batch, pages)
        self._summarise(batch, pages)
        return [
            (variant, row.pieces)
            for row, page in zip(batch, pages, strict=True)
            for variant in page.variants_made
        ]

    def _pages(self, batch: list[Row]) -> list[Page]:
        """The rows of the page tree and of the product table, which Django cannot insert together in bulk."""
        pages = Page.objects.bulk_create([self._page(row) for row in batch])
        for category, numchild in zip(self.categories, self.numchild, strict=True):
            Page.objects.filter(pk=category.pk).update(numchild=numchild)
        products = [
            ProductPage(
                page_ptr_id=page.pk,
                description=row.description,
                color_image_id=self.pictures[row.picture].pk,
                specs=[
                    (
                        "number",
                        {"label": "Нагрузка на полку", "value": Decimal(row.depth_mm // 20), "unit": "кг"},
                    )
                ],
            )
            for row, page in zip(batch, pages, strict=True)
        ]
        fields = ProductPage._meta.local_concrete_fields
        table = ProductPage._base_manager
        for start in range(0, len(products), 100):
            table._insert(
                products[start : start + 100], fields=fields, using=router.db_for_write(ProductPage)
            )
        return pages

    def _page(self, row: Row) -> Page:
        category = self.categories[row.category]
        self.numchild[row.category] += 1
        slug = f"{SLUG}-{row.number}"
        published_at = self.started_at - timedelta(days=row.days_ago)
        return Page(
            path=Page._get_path(category.path, category.depth + 1, self.numchild[row.category]),
            depth=category.depth + 1,
            numchild=0,
            title=row.name,
            draft_title=row.name,
            slug=slug,
            url_path=f"{category.url_path}{slug}/",
            content_type=self.content_type,
            locale=self.locale,
            live=True,
            first_published_at=published_at,
            last_published_at=published_at,
        )

    def _variant(self, row: Row, page: Page, finish: int) -> Variant:
        materials = [self.values["facade"][row.facades[finish]], self.values["worktop"][row.worktop]]
        price = Decimal(row.price + finish * 1000)
        variant = Variant(
            product_id=page.pk,
            sku=row.sku(finish),
            finish_label=", ".join(value.name for value in materials),
            list_price=price,
            current_price=price,
            sold_as=row.sold_as,
            width_mm=row.width_mm,
            height_mm=row.height_mm,
            depth_mm=row.depth_mm,
            lead_days=row.lead_days,
            sort_order=finish,
        )
        variant.availability = availability_of(variant, available=row.pieces)
        return variant

    def _link(self, batch: list[Row], pages: list[Page]) -> None:
        """Facet values of pages and of finishes."""
        of_page, of_finish = ProductPage.facet_values.through, Variant.finish_values.through
        page_links, finish_links = [], []
        for row, page in zip(batch, pages, strict=True):
            for value in (self.values["purpose"][row.purpose], self.values["shape"][row.shape]):
                page_links.append(of_page(productpage_id=page.pk, facetvalue_id=value.pk))
            for facade, variant in zip(row.facades, page.variants_made, strict=True):
                for value in (self.values["facade"][facade], self.values["worktop"][row.worktop]):
                    finish_links.append(of_finish(variant_id=variant.pk, facetvalue_id=value.pk))
        of_page.objects.bulk_create(page_links)
        of_finish.objects.bulk_create(finish_links)

    def _summarise(self, batch: list[Row], pages: list[Page]) -> None:
        summaries = [self._summary(row, page) for row, page in zip(batch, pages, strict=True)]
        ProductSummary.objects.bulk_create(summaries)
        learn_words(" ".join(summary.words for summary in summaries))

    def _summary(self, row: Row, page: Page) -> ProductSummary:
        texts = [row.description, str(row.depth_mm // 20)]
        for variant in page.variants_made:
            sizes = (variant.width_mm, variant.height_mm, variant.depth_mm)
            texts += [variant.sku, variant.size_label, variant.finish_label, *map(str, sizes)]
        return ProductSummary(
            product_id=page.pk,
            price_from=min(variant.current_price for variant in page.variants_made),
            lead_days=row.lead_days,
            words=joined_words(row.name, texts),
        )
