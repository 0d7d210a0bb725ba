"""The demo shop: what `manage.py load_demo` makes, once however often it runs."""

import re
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import transaction
from django.test import Client, override_settings
from django.utils.html import escape
from wagtail.models import Page

from cart.selectors.owner import Owner
from cart.services.lines import add_line
from catalog.enums import ReviewState, SoldAs
from catalog.models import CategoryPage, Model3D, Picture, ProductPage, Review, Variant
from core import clock
from core.models import Outbox
from core.money import format_rub
from home.demo import files, products
from home.demo.money import switch_on_gateways
from home.demo.orders import make_orders
from home.models import ContactSettings, HomePage, TextPage
from inventory.models import StockItem, StockMovement
from istok.roles import ROLES
from orders.enums import DocumentKind, OrderStatus, PaymentMethod, PaymentState
from orders.models import Order
from payments.enums import GatewayType
from payments.fake_provider.known import fake_settings
from payments.models import BalanceEntry, PaymentGateway
from payments.selectors.gateways import ways_to_pay
from payments.services.papers import paper_of_payment
from promotions.models import NewsPage, Promotion, PromotionPage, Voucher
from users.models import CustomUser

# Without it pytest makes no test database for a selection of this file.
pytestmark = pytest.mark.django_db

CATEGORIES = ["kuhnya", "garderob", "prihozhaya", "komod", "stellazh", "detskaya", "vannaya", "ofis"]
COUNTED = [
    BalanceEntry,
    CategoryPage,
    CustomUser,
    Model3D,
    Order,
    Page,
    Picture,
    ProductPage,
    Promotion,
    Review,
    StockMovement,
    TextPage,
    Variant,
    Voucher,
]


def load() -> str:
    out = StringIO()
    call_command("load_demo", stdout=out)
    return out.getvalue()


@pytest.fixture(scope="module")
def console(django_db_setup, django_db_blocker, tmp_path_factory):
    """What the first run says; the shop stands for the tests of this file and is rolled back after them."""
    media = override_settings(DEBUG=True, MEDIA_ROOT=tmp_path_factory.mktemp("media"))
    with django_db_blocker.unblock(), media, transaction.atomic():
        yield load()
        transaction.set_rollback(True)


def by_slug(slug: str) -> ProductPage:
    return ProductPage.objects.get(slug=slug)


def password_of(username: str, console: str) -> str:
    return re.search(rf"^  {username} +(\S+)", console, re.MULTILINE)[1]


def test_second_run_changes_nothing(console):
    before = [model.objects.count() for model in COUNTED]

    again = load()

    assert again == "Demo content is already here; nothing changed.\n"
    assert [model.objects.count() for model in COUNTED] == before


def test_what_an_editor_changed_stays(console):
    page = by_slug("komod-ritm")
    page.title = "Комод «Новый ритм»"
    page.save_revision().publish()

    load()

    assert by_slug("komod-ritm").title == "Комод «Новый ритм»"


def test_categories_have_the_words_of_the_owner(console):
    pages = CategoryPage.objects.order_by("path")

    assert [page.slug for page in pages] == CATEGORIES
    assert [page.singular for page in pages][:5] == ["кухня", "гардероб", "прихожая", "комод", "стеллаж"]
    assert all(page.picture for page in pages)


def test_every_product_is_whole(console):
    shown = ProductPage.objects.live()

    assert shown.count() == 24
    for page in shown:
        assert all([page.color_image, page.bw_image.is_svg(), page.description, page.search_description])
        assert page.bw_image.description.startswith("Эскиз")
        assert len(page.specs) >= 5
        names = set(page.variants.values_list("material_variant", flat=True))
        assert names == set(page.model_3d.material_variants)
        assert all(variant.finish_values.exists() and variant.picture for variant in page.variants.all())
        assert page.facet_values.count() == 2


def test_models_are_as_large_as_the_first_variant(console):
    for page in ProductPage.objects.all():
        first, drawn = page.variants.order_by("sort_order").first(), page.model_3d
        assert (drawn.width_mm, drawn.height_mm) == pytest.approx((first.width_mm, first.height_mm), rel=0.02)


def test_two_chests_come_in_three_sizes_with_prices_of_their_own(console):
    sized = {variant.product.slug for variant in Variant.objects.exclude(size_label="")}
    oak = Variant.objects.filter(sku__startswith="KS-OAK-").order_by("width_mm")

    assert sized == {"komod-sever", "komod-ritm"}
    assert [(v.sku, v.size_label, v.list_price) for v in oak] == [
        ("KS-OAK-100", "100 см", 62000),
        ("KS-OAK-130", "130 см", 74000),
        ("KS-OAK-160", "160 см", 89000),
    ]


def test_skus_are_short_and_stay_the_same(console):
    skus = set(Variant.objects.values_list("sku", flat=True))

    assert {"KL-SAGE", "KU-NAVY", "OK-OAK-WHITE", "OK-OAK-OLIVE", "DD-BIRCH-POWDER"} <= skus
    assert len(skus) == 22 * 3 + 2 * 9


@pytest.mark.parametrize(
    ("category", "sold_as"),
    [
        ("kuhnya", SoldAs.MADE_TO_ORDER),
        ("garderob", SoldAs.MADE_TO_ORDER),
        ("ofis", SoldAs.MADE_TO_ORDER),
        ("komod", SoldAs.READY_MADE),
        ("stellazh", SoldAs.READY_MADE),
        ("prihozhaya", SoldAs.READY_MADE),
    ],
)
def test_how_categories_are_sold(console, category, sold_as):
    pages = ProductPage.objects.child_of(CategoryPage.objects.get(slug=category))

    assert set(Variant.objects.filter(product__in=pages).values_list("sold_as", flat=True)) == {sold_as}


def test_pieces_are_few_and_one_product_is_sold_out(console):
    ready = Variant.objects.filter(sold_as=SoldAs.READY_MADE)
    out = {
        page.slug
        for page in ProductPage.objects.filter(variants__in=ready)
        if not page.variants.filter(availability="in_stock")
    }

    assert all(0 <= variant.available_quantity <= 12 for variant in ready)
    assert out == {"stellazh-mozaika"}
    assert not StockItem.objects.exclude(variant__in=ready).exists()


def test_products_came_over_the_past_months(console):
    days = sorted(row["days_ago"] for row in files.words("products").values())
    published = ProductPage.objects.order_by("-first_published_at").values_list("slug", flat=True)

    assert 3 <= sum(day <= 30 for day in days) <= 12
    assert list(published)[:2] == ["vannaya-duet", "kuhnya-atelie"]


def test_four_products_have_reviews_and_one_review_waits(console):
    published = Review.objects.filter(state=ReviewState.PUBLISHED)
    counts = [
        published.filter(product=page).count()
        for page in ProductPage.objects.filter(reviews__in=published).distinct()
    ]

    assert len(counts) == 4
    assert min(counts) >= 3
    assert Review.objects.filter(state=ReviewState.PENDING).count() == 1
    assert by_slug("kuhnya-lineya").summary.rating == pytest.approx(4.7)


def test_front_page_shows_a_kitchen_that_its_sketch_covers(console):
    home = HomePage.objects.get()

    assert home.hero_colour == by_slug("komod-ritm").color_image
    assert home.hero_sketch == by_slug("komod-ritm").bw_image
    assert {"facts", "categories", "new_products", "path"} <= {block.block_type for block in home.body}


def test_path_names_the_eight_stages_of_the_owner(console):
    path = next(block for block in HomePage.objects.get().body if block.block_type == "path")

    assert [step["title"] for step in path.value["steps"]] == [
        "Подготовка эскиза",
        "Ожидание технического замера",
        "Корректировка после технического замера",
        "Обработка конструктором",
        "Производство",
        "Подготовка к доставке",
        "Доставка",
        "Доставлен",
    ]


def test_text_pages_and_contacts_are_there(console):
    slugs = set(TextPage.objects.live().values_list("slug", flat=True))

    assert {
        "o-masterskoj",
        "dostavka-i-ustanovka",
        "materialy-i-uhod",
        "kontakty",
        "personalnye-dannye",
    } <= slugs
    assert ContactSettings.objects.get().phone


def test_promotions_run_and_news_are_told(console):
    today = clock.today()

    assert set(Promotion.objects.in_phase("in_force", today)) == set(Promotion.objects.all())
    assert Promotion.objects.filter(benefit="gift", is_choosable=True).count() == 2
    assert Promotion.objects.get(vouchers__code="ВЕСНА10").max_discount == 15_000
    assert Promotion.objects.get(min_goods=400_000).scope["categories"]
    assert {page.picture is not None for page in PromotionPage.objects.live()} == {True}
    assert NewsPage.objects.live().count() == 3


def test_every_role_can_sign_in_with_the_password_that_was_told(console):
    for role in ROLES:
        user = CustomUser.objects.get(username=role.code)
        assert user.check_password(password_of(role.code, console))
        assert (user.is_staff, user.is_superuser) == (True, False)
        assert [group.name for group in user.groups.all()] == [role.name]
    customers = CustomUser.objects.filter(username__in=["vera", "pyotr"])
    assert all(user.check_password(password_of(user.username, console)) for user in customers)
    assert not any(user.is_staff for user in customers)


def test_authors_of_reviews_cannot_sign_in(console):
    writers = CustomUser.objects.filter(reviews__isnull=False).distinct()

    assert len(writers) == 6
    assert not any(user.has_usable_password() or user.is_staff for user in writers)


@pytest.mark.parametrize(
    ("address", "heading", "shown"),
    [
        ("/", "Каждая наша вещь начинается с\xa0эскиза", "Кухня «Линея»"),
        ("/catalog/", "Каталог", "Комод «Север»"),
        ("/catalog/komod/", "Комоды", "Комод «Север»"),
        ("/catalog/komod/komod-sever/", "Комод «Север»", "62"),
        ("/promotions/", "Акции", "Большая кухня дешевле на\xa0десятую часть"),
        ("/promotions/kuhni-desyat/", "Большая кухня", "Кухня «Усадьба»"),
        ("/promotions/vesna/", "Код ВЕСНА10", "Введите код в\xa0корзине."),
        ("/news/", "Новости", "В\xa0салоне появилась стена образцов"),
        ("/news/sklad-popolnilsya/", "Склад пополнился", "Если размер не подошёл"),
        ("/kontakty/", "Контакты", 'href="tel:+78120000000"'),
        ("/kontakty/", "Контакты", 'href="mailto:hello@istok.example"'),
    ],
)
def test_pages_of_the_demo_open(console, address, heading, shown):
    page = Client().get(address).content.decode()

    assert heading in re.search(r"<h1[^>]*>(.*?)</h1>", page, re.DOTALL)[1]
    assert shown in page[page.index("<main") : page.index("</main>")]


def test_every_product_page_shows_its_name_and_price(console):
    for product in ProductPage.objects.all():
        page = Client().get(product.get_url()).content.decode()
        prices = {format_rub(variant.list_price) for variant in product.variants.all()}

        assert escape(product.title) in re.search(r"<h1[^>]*>(.*?)</h1>", page, re.DOTALL)[1]
        assert re.search(r"data-price>([^<]+)<", page)[1] in prices


def test_sitemap_lists_addresses_that_open(console):
    listed = re.findall(r"<loc>([^<]+)</loc>", Client().get("/sitemap.xml").content.decode())

    assert f"http://localhost:8000{by_slug('komod-sever').get_url()}" in listed
    assert {address[:22] for address in listed} == {"http://localhost:8000/"}


def test_sku_takes_the_whole_finish_when_two_begin_alike():
    drawn = {"variants": [{"name": "oak-white"}, {"name": "oak-olive"}, {"name": "walnut"}]}
    size = products.Size("140 см", 1400, 780, 450)

    skus = [products.sku_of(drawn, {"sku": "OK"}, variant, size) for variant in drawn["variants"]]

    assert skus == ["OK-OAK-WHITE-140", "OK-OAK-OLIVE-140", "OK-WALNUT-140"]


def test_a_customer_has_a_balance_with_its_reason(console):
    entries = list(BalanceEntry.objects.order_by("pk"))

    assert {entry.account.user.username for entry in entries} == {"vera"}
    assert [(entry.amount, entry.reason) for entry in entries] == [
        (25000, "Подарок от демонстрационного магазина"),
        (68000, "Деньги на пробный заказ"),
        (-68000, ""),
    ]


def test_a_customer_has_a_paid_order_with_a_receipt_and_one_to_pay_on_delivery(console, settings, tmp_path):
    settings.PRIVATE_ROOT = tmp_path

    paid, waiting = Order.objects.order_by("pk")

    assert [order.user.username for order in (paid, waiting)] == ["vera", "vera"]
    assert (paid.status, paid.payment_state) == (OrderStatus.PROCESSING, PaymentState.PAID)
    assert (waiting.status, waiting.payment_state) == (OrderStatus.PENDING, PaymentState.UNPAID)
    assert waiting.payment_method == PaymentMethod.CASH_ON_DELIVERY
    assert paper_of_payment(paid.payments.get().pk).kind == DocumentKind.RECEIPT
    assert not Outbox.objects.filter(topic__startswith="mail.").exists()


def test_who_has_something_in_a_cart_is_given_no_orders(console):
    pyotr = CustomUser.objects.get(username="pyotr")
    add_line(Owner(user_id=pyotr.pk), Variant.objects.get(sku="KB-SAND").pk)

    assert make_orders("pyotr") == 0


def test_pretended_money_is_taken_only_where_its_providers_run(console, settings):
    assert not PaymentGateway.objects.filter(gateway_type=GatewayType.TEST_GATEWAY).exists()

    settings.FAKE_PROVIDER_PORT = 8001
    settings.PAYMENT_PROVIDERS = fake_settings("http://127.0.0.1:8001")
    assert switch_on_gateways() is True
    assert switch_on_gateways() is False

    offered = {way.code: way.gateway for way in ways_to_pay(None)}
    assert set(offered) == {"test_gateway", "yookassa", "stripe", "paypal"}
    assert all(gateway.is_test_mode for gateway in offered.values())
    assert (offered["test_gateway"].name, offered["paypal"].currency) == ("Картой онлайн (демо)", "USD")
