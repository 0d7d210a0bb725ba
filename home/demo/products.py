"""The 24 products of the demo: page, finishes, sizes, specification, pictures, model."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from django.db import transaction

from catalog.enums import SoldAs
from catalog.models import CategoryPage, Picture, ProductPage, Variant
from catalog.services.variants import create_variant
from core import clock

from .facets import finish_label, finish_values, page_value
from .pictures import model, picture
from .stories import blocks

SEARCH_DESCRIPTION = 160


@dataclass(frozen=True)
class Size:
    """One size of a product; `extra` roubles are added to the price of the finish."""

    label: str
    width_mm: int
    height_mm: int
    depth_mm: int
    extra: int = 0


@transaction.atomic
def make_product(category: CategoryPage, drawn: dict, sold: dict, story: list[dict]) -> ProductPage:
    """A published product with its variants.

    drawn: from catalogue.json; sold: from products.toml; story: from stories.toml.
    """
    name = drawn["name"]["ru"]
    finishes = {variant["colour"]: _finish_picture(drawn, variant) for variant in drawn["variants"]}
    page = ProductPage(
        title=name,
        slug=drawn["slug"],
        description=drawn["description"]["ru"],
        search_description=_first_sentences(drawn["description"]["ru"]),
        color_image=finishes[drawn["files"]["colour"]],
        bw_image=_sketch(drawn),
        model_3d=model(drawn["files"]["model"], title=name),
        specs=[_fact(row) for row in sold["facts"]],
        body=blocks(story, finishes),
        live=False,
    )
    category.add_child(instance=page)
    page.facet_values = [
        page_value("purpose", drawn["purpose"]["key"], drawn["purpose"]["ru"]),
        page_value("shape", drawn["shape"]["key"], drawn["shape"]["ru"]),
    ]
    for fields in _variants(drawn, sold, finishes):
        create_variant(page.pk, **fields)
    page.first_published_at = clock.now() - timedelta(days=sold["days_ago"])
    page.save_revision().publish()
    return page


def sizes_of(drawn: dict, sold: dict) -> list[Size]:
    """Sizes of a product, the drawn one first."""
    if "sizes" in sold:
        return [Size(*row) for row in sold["sizes"]]
    drawn_mm = drawn["dimensions_mm"]
    return [Size("", drawn_mm["width"], drawn_mm["height"], drawn_mm["depth"])]


def sku_of(drawn: dict, sold: dict, variant: dict, size: Size) -> str:
    """`KL-SAGE`; the whole name of the finish when another begins alike; the width in cm of a size."""
    first = variant["name"].split("-")[0]
    alike = [other for other in drawn["variants"] if other["name"].split("-")[0] == first]
    parts = [sold["sku"], variant["name"] if len(alike) > 1 else first]
    if size.label:
        parts.append(str(size.width_mm // 10))
    return "-".join(parts).upper()


def _variants(drawn: dict, sold: dict, finishes: dict[str, Picture]) -> Iterator[dict]:
    """Arguments of `create_variant` for every size and finish, in the order they are shown."""
    order = 0
    for size in sizes_of(drawn, sold):
        for variant in drawn["variants"]:
            order += 1
            yield {
                "sku": sku_of(drawn, sold, variant, size),
                "list_price": Decimal(variant["price"] + size.extra),
                "finish_values": finish_values(variant),
                "size_label": size.label,
                "finish_label": finish_label(variant),
                "picture": finishes[variant["colour"]],
                "material_variant": variant["name"],
                "sold_as": SoldAs(sold["sold_as"]),
                "width_mm": size.width_mm,
                "height_mm": size.height_mm,
                "depth_mm": size.depth_mm,
                "lead_days": drawn["lead_time_days"],
                "sort_order": order,
            }


def variants_in_order(page: ProductPage) -> list[Variant]:
    return list(page.variants.order_by("sort_order"))


def _finish_picture(drawn: dict, variant: dict) -> Picture:
    name, label = drawn["name"]["ru"], finish_label(variant)
    return picture(
        variant["colour"], title=f"{name}: {label.lower()}", alt=f"{name}, отделка: {label.lower()}"
    )


def _sketch(drawn: dict) -> Picture:
    name, mm = drawn["name"]["ru"], drawn["dimensions_mm"]
    return picture(
        drawn["files"]["sketch"],
        title=f"{name}: эскиз",
        alt=f"Эскиз: {name}, ширина {mm['width']}, глубина {mm['depth']}, высота {mm['height']} мм",
    )


def _fact(row: list) -> tuple[str, dict]:
    """A row of the specification as a StreamField block."""
    label, value, *unit = row
    if isinstance(value, bool):
        return "yes_no", {"label": label, "value": value}
    if isinstance(value, int):
        return "number", {"label": label, "value": Decimal(value), "unit": unit[0] if unit else ""}
    return "text", {"label": label, "value": value}


def _first_sentences(text: str) -> str:
    """As many whole sentences as search engines show."""
    kept = ""
    for sentence in text.replace(". ", ".|").split("|"):
        if len(kept) + len(sentence) + 1 > SEARCH_DESCRIPTION:
            break
        kept = f"{kept} {sentence}".strip()
    return kept
