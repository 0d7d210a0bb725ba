"""Builders of catalogue scenes; each goes through the real services."""

from decimal import Decimal
from io import StringIO
from itertools import count

from django.core.management import call_command
from wagtail.models import Page, Site

from catalog.enums import FacetScope, SoldAs
from catalog.models import CatalogPage, CategoryPage, Facet, FacetValue, ProductPage
from catalog.services.products import create_product
from home.models import HomePage
from inventory.models import Store
from inventory.services import receive, stock_item

_number = count(1)


def make_site() -> CatalogPage:
    """The front page at `/` and an empty catalogue at `/catalog/`; the same ones when called again."""
    if catalogue := CatalogPage.objects.first():
        return catalogue
    home = HomePage(title="ИСТОК", slug="istok")
    Page.objects.get(depth=1).add_child(instance=home)
    Site.objects.update_or_create(
        is_default_site=True, defaults={"hostname": "localhost", "port": 80, "root_page": home}
    )
    catalogue = CatalogPage(title="Каталог", slug="catalog", show_in_menus=True)
    home.add_child(instance=catalogue)
    return catalogue


def make_category(title: str = "Комоды", slug: str = "komod", parent: Page | None = None) -> CategoryPage:
    existing = CategoryPage.objects.filter(slug=slug).first()
    if existing:
        return existing
    category = CategoryPage(title=title, slug=slug, singular=title.lower())
    (parent or make_site()).add_child(instance=category)
    return category


def make_value(facet: str = "shape", code: str = "straight", name: str = "") -> FacetValue:
    """A value of a facet; the facet is made when it is missing. `facade` and `worktop` are finish facets."""
    scope = FacetScope.FINISH if facet in {"facade", "worktop"} else FacetScope.PAGE
    axis, _ = Facet.objects.get_or_create(code=facet, defaults={"name": facet.title(), "scope": scope})
    return FacetValue.objects.get_or_create(facet=axis, code=code, defaults={"name": name or code.title()})[0]


def make_product(
    name: str = "Комод «Зимний»",
    *,
    category: CategoryPage | None = None,
    sku: str = "",
    price: int | Decimal = 64200,
    sold_as: str = SoldAs.READY_MADE,
    stock: int = 0,
    values: tuple[FacetValue, ...] = (),
    live: bool = True,
    color_image=None,
    bw_image=None,
    model_3d=None,
    **variant_fields,
) -> ProductPage:
    """A published product with one variant. values: of page and finish facets; stock: pieces on hand."""
    variant_fields = {"width_mm": 1160, "height_mm": 820, "depth_mm": 480, **variant_fields}
    page_values = [value for value in values if value.facet.scope == FacetScope.PAGE]
    finish_values = [value for value in values if value.facet.scope == FacetScope.FINISH]
    page = create_product(
        category or make_category(),
        name=name,
        sku=sku or f"T-{next(_number):05d}",
        sold_as=sold_as,
        list_price=Decimal(price),
        finish_values=finish_values,
        **variant_fields,
    )
    page.facet_values = page_values
    page.color_image, page.bw_image, page.model_3d = color_image, bw_image, model_3d
    revision = page.save_revision()
    if live:
        revision.publish()
    page = ProductPage.objects.get(pk=page.pk)
    if stock:
        make_stock(page.variants.get(), on_hand=stock)
    return page


def make_catalogue(products: int) -> list[ProductPage]:
    """As many generated products as asked for, in a second where `make_product` would take a minute."""
    make_site()
    call_command("generate_catalogue", products, stdout=StringIO())
    return list(ProductPage.objects.order_by("pk"))


def make_stock(variant, *, on_hand: int, store_name: str = "Склад"):
    store, _ = Store.objects.get_or_create(name=store_name, defaults={"location": "Санкт-Петербург"})
    return receive(stock_item(variant, store).pk, quantity=on_hand, reason="test")
