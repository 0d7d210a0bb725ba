"""A shop with a row in every list of the admin, and with an empty key wherever a key may be empty."""

from catalog.models import FacetValue, Model3D, ProductPage, SearchSynonym
from core import clock, outbox
from inventory.models import StockItem
from inventory.services import correct
from orders.models import Order
from orders.services.changes import assign_manager
from orders.services.notes import write_note
from payments.enums import GatewayType, InboxState
from payments.enums import Purpose as For
from payments.models import Payment, WebhookEvent
from users.enums import ConsentSource, Decision, Purpose
from users.services.consents import record

from .catalog import make_product, make_value
from .orders import make_order
from .payments import give_back, make_balance, make_gateway, take_cash
from .people import make_admin
from .pictures import make_picture
from .promotions import make_voucher
from .reviews import make_review


def make_everything() -> ProductPage:
    """One product on sale with all that hangs on it, one draft; movements with a person and without one."""
    boss = make_admin("everything")
    page = make_product(
        "Комод «Полный»",
        sku="ALL-1",
        stock=3,
        values=(make_value("facade", "oak"), make_value("shape", "straight")),
        color_image=make_picture(),
        model_3d=Model3D.objects.create(title="Комод", file="x.glb", width_mm=1, height_mm=1, depth_mm=1),
    )
    make_product("Стеллаж «Черновик»", sku="ALL-2", live=False, sold_as="made_to_order", lead_days=35)
    correct(StockItem.objects.get().pk, on_hand=2, seen=3, reason="пересчёт", actor=boss)
    make_review(page, comment="Хороший комод")
    make_review(page, comment="Ждёт", state="pending")
    SearchSynonym.objects.create(words="комод, тумба")
    FacetValue.objects.filter(code="oak").update(colour="#94a38d")
    record(boss, Purpose.PERSONAL_DATA, Decision.GIVEN, source=ConsentSource.SIGNUP)
    make_voucher("ALL10")
    outbox.enqueue("users.letter", "mail:verify_email:1", {})
    order = make_order({"ALL-1": 1}, address="Невский, 1")
    assign_manager(order.pk, actor=boss, version=order.version, manager_id=boss.pk)
    write_note(order.pk, actor=boss, text="Звонили", is_public=False)
    _make_money(make_order({"ALL-1": 1}), boss)
    return page


def _make_money(order: Order, boss) -> None:
    """Cash for an order and a part of it given back, a balance with a top-up, a webhook that nobody knows."""
    give_back(take_cash(order, 1000, actor=boss), 400, actor=boss)
    Payment.objects.create(
        account=make_balance(boss, 500),
        gateway=make_gateway(GatewayType.BALANCE),
        purpose=For.TOP_UP,
        amount=500,
        total_amount=500,
        charged=500,
        created_at=clock.now(),
    )
    WebhookEvent.objects.create(
        gateway_type=GatewayType.STRIPE,
        event_key="evt_1",
        kind="charge.succeeded",
        state=InboxState.BAD,
        received_at=clock.now(),
    )
