"""The single writer of the listing's read model: `ListedVariant` and `ListedKey`."""

from collections.abc import Collection

from django.db import connection, transaction

from ..enums import Availability
from ..facets.keys import AVAILABILITY, CATEGORY_BASE, HAS_3D, integers
from ..models import ProductPage
from ..models.summary import REVIEWS_NEEDED
from .locks import lock_products

LISTED = "SELECT variant_id FROM catalog_listedvariant WHERE product_id {which}"
FORGET_KEYS = "DELETE FROM catalog_listedkey WHERE {which}"
FORGET_VARIANTS = "DELETE FROM catalog_listedvariant WHERE {which}"

VARIANTS = """
INSERT INTO catalog_listedvariant (variant_id, product_id, category_id, is_first, price_kopecks, sort_price,
    sort_popularity, sort_lead, sort_rating, sort_published)
SELECT v.id, v.product_id, parent.id,
    ROW_NUMBER() OVER (PARTITION BY v.product_id ORDER BY v.id) = 1,
    CAST(ROUND(v.current_price * 100) AS BIGINT), CAST(ROUND(s.price_from * 100) AS BIGINT),
    s.popularity, COALESCE(s.lead_days, 0),
    CASE WHEN s.rating_count >= {reviews} THEN 10 * s.rating_sum / s.rating_count ELSE 0 END,
    {published}
FROM catalog_variant v
JOIN wagtailcore_page page ON page.id = v.product_id
JOIN wagtailcore_page parent ON parent.path = SUBSTR(page.path, 1, LENGTH(page.path) - 4)
JOIN catalog_productsummary s ON s.product_id = v.product_id
WHERE v.is_active AND page.live AND v.product_id {which}
    AND NOT EXISTS (SELECT 1 FROM wagtailcore_pageviewrestriction r WHERE r.page_id = v.product_id)
"""

# Seconds since 1970, by database.
PUBLISHED = {
    "postgresql": "COALESCE(CAST(FLOOR(EXTRACT(EPOCH FROM page.first_published_at)) AS BIGINT), 0)",
    "sqlite": "COALESCE(CAST(strftime('%s', page.first_published_at) AS INTEGER), 0)",
}

KEYS = """
INSERT INTO catalog_listedkey (variant_id, key, product_id, is_first)
SELECT variant_id, key, product_id, ROW_NUMBER() OVER (PARTITION BY product_id, key ORDER BY variant_id) = 1
FROM (
    SELECT l.variant_id, l.product_id, {category_base} - l.category_id AS key
    FROM catalog_listedvariant l {where}
    UNION
    SELECT l.variant_id, l.product_id, CASE v.availability {availability} END
    FROM catalog_listedvariant l JOIN catalog_variant v ON v.id = l.variant_id {where}
    UNION
    SELECT l.variant_id, l.product_id, {has_3d}
    FROM catalog_listedvariant l
    JOIN catalog_productpage p ON p.page_ptr_id = l.product_id AND p.model_3d_id IS NOT NULL {where}
    UNION
    SELECT l.variant_id, l.product_id, pv.facetvalue_id
    FROM catalog_listedvariant l
    JOIN catalog_productpage_facet_values pv ON pv.productpage_id = l.product_id {where}
    UNION
    SELECT l.variant_id, l.product_id, fv.facetvalue_id
    FROM catalog_listedvariant l
    JOIN catalog_variant_finish_values fv ON fv.variant_id = l.variant_id {where}
) AS found
"""


@transaction.atomic
def relist(product_ids: Collection[int]) -> None:
    """Write the listing's rows of these products again, in the transaction that changed what a list shows.

    Locks the products' pages in order, so that of two changes at once the later one sees the earlier.
    """
    chosen = sorted(int(pk) for pk in product_ids)
    if not chosen:
        return
    lock_products(chosen)
    which = f"IN ({integers(chosen)})"
    with connection.cursor() as cursor:
        # Named one by one: with a subquery PostgreSQL may read the whole table, as its statistics lag behind.
        cursor.execute(LISTED.format(which=which))
        _forget(cursor, f"variant_id IN ({integers(pk for (pk,) in cursor.fetchall())})")
        _write(cursor, which)


@transaction.atomic
def relist_everything() -> None:
    """Write the whole listing again: after a bulk load, and when rows are doubted."""
    lock_products(ProductPage.objects.values("pk"))
    with connection.cursor() as cursor:
        _forget(cursor, "TRUE")
        _write(cursor, "IS NOT NULL")


def _forget(cursor, which: str) -> None:
    """`which` is the SQL condition on a row."""
    cursor.execute(FORGET_KEYS.format(which=which))
    cursor.execute(FORGET_VARIANTS.format(which=which))


def _write(cursor, which: str) -> None:
    """`which` is the SQL condition on a product's id; it holds integers only."""
    availability = " ".join(f"WHEN '{state.value}' THEN {AVAILABILITY[state]}" for state in Availability)
    cursor.execute(
        VARIANTS.format(reviews=REVIEWS_NEEDED, published=PUBLISHED[connection.vendor], which=which)
    )
    cursor.execute(
        KEYS.format(
            category_base=CATEGORY_BASE,
            availability=availability,
            has_3d=HAS_3D,
            where=f"WHERE l.product_id {which}",
        )
    )
