"""Orders in the back office, in a browser: accessible, within the window, and the link is a press away."""

import pytest

from .checks import accessibility, sideways_scroll

PLACE = """
from catalog.models import Variant
from orders.models import Order
from orders.services.notes import write_note
from tests.factories.orders import make_order
from users.models import CustomUser
sku = Variant.objects.filter(
    sold_as="ready_made", is_active=True, product__live=True, stock_items__on_hand__gt=1
).first().sku
order = make_order({sku: 1}, address="Невский проспект, 88, квартира 14", notes="Звоните после шести")
manager = CustomUser.objects.get(username="browser-manager")
write_note(order.pk, actor=manager, text="Звонили", is_public=False)
print(order.pk)
"""


FIND = """
from promotions.models import Promotion
print(Promotion.objects.exclude(benefit="price").first().pk)
"""


@pytest.fixture(scope="module")
def order_id(shop) -> str:
    return shop.python("manage.py", "shell", "-v", "0", "-c", PLACE).split()[-1]


@pytest.mark.parametrize(
    ("path", "width"),
    [
        ("/admin/", 390),
        ("/admin/orders/", 1440),
        ("/admin/orders/", 390),
        ("/admin/orders/order/{}/", 1440),
        ("/admin/orders/order/{}/", 390),
        ("/admin/orders/ship/{}/", 390),
        ("/admin/orders/cancel/{}/", 390),
        ("/admin/orders/dates/{}/", 390),
        ("/admin/orders/contact/{}/", 1440),
    ],
)
def test_screens_of_orders_are_sound(open_page, order_id, path, width):
    page = open_page(path.format(order_id), width=width, role="manager")

    assert page.answer.status == 200
    problems = accessibility(page) + page.watch.complaints
    problems += sideways_scroll(page) if width == 390 else []
    assert not problems, "\n".join(problems)


def test_the_customers_link_is_copied_by_one_press(open_page, order_id, shop):
    page = open_page(
        f"/admin/orders/order/{order_id}/", role="manager", permissions=["clipboard-read", "clipboard-write"]
    )

    page.get_by_role("button", name="Скопировать").click()

    assert page.evaluate("navigator.clipboard.readText()").startswith(f"{shop.url}/o/")


@pytest.mark.parametrize("width", [1440, 390])
def test_a_trial_of_a_promotion_is_sound(open_page, shop, width):
    promotion = shop.python("manage.py", "shell", "-v", "0", "-c", FIND).split()[-1]
    page = open_page(f"/admin/try-promotion/{promotion}/?goods=KL-SAGE+2", width=width, role="editor")

    assert page.locator(".istok-try__sides section").count() == 2
    problems = accessibility(page) + page.watch.complaints
    assert not problems, "\n".join(problems)
