"""The five roles of the staff, and what each may do. `manage.py sync_roles` brings the groups to this state.

Every app's issue adds its rights here. What a role may not do is what it does not name: rights never say
"no".
"""

from users.services.roles import Role, rights

ENTER = frozenset({"wagtailadmin.access_admin"})
FILES = frozenset(
    f"wagtail{app}.{action}_{name}"
    for app, name in (("images", "image"), ("docs", "document"))
    for action in ("add", "change", "choose")
)
PAGES = frozenset({"add", "change", "publish", "lock", "unlock"})

CATALOGUE = (
    rights("catalog.facet")
    | rights("catalog.facetvalue")
    | rights("catalog.variant")
    | rights("catalog.model3d")
    | rights("catalog.searchsynonym")
    | rights("wagtailredirects.redirect")
)
REVIEWS = rights("catalog.review", "view", "change")
SEE_STOCK = (
    rights("inventory.store", "view")
    | rights("inventory.stockitem", "view")
    | rights("inventory.stockmovement", "view")
)
STOCK = SEE_STOCK | {"inventory.receive_stock", "inventory.correct_stock"}
STORES = rights("inventory.store")
PEOPLE = (
    rights("users.customuser")
    | rights("auth.group")
    | rights("users.consent", "view")
    | rights("users.consenttext", "view", "add")
)
SEE_OUTBOX = rights("core.outbox", "view")
OUTBOX = rights("core.outbox", "view", "change")  # change: "send again"
PROMOTIONS = (
    rights("promotions.promotion")
    | rights("promotions.voucher")
    | rights("promotions.voucherseries", "view", "add", "change")
)
SEE_PROMOTIONS = (
    rights("promotions.promotion", "view")
    | rights("promotions.voucher", "view")
    | rights("promotions.voucherseries", "view")
)
# What each role may do with money; the limit of refunds is the owner's (`PaymentRules`).
MONEY = (
    rights("payments.payment", "view")
    | rights("payments.refund", "view")
    | rights("payments.balanceaccount", "view")
    | rights("payments.fiscalreceipt", "view")
    | rights("payments.webhookevent", "view")
    | {"payments.record_cash", "payments.refund_payment", "payments.plan_payment"}
)
ALL_MONEY = (
    MONEY
    | rights("payments.paymentgateway", "view", "change")
    | rights("payments.fiscalreceipt", "change")  # "send again"
    | rights("payments.webhookevent", "change")  # "look again"
    | rights("payments.paymentrules", "change")
    | {"payments.refund_any", "payments.correct_balance", "payments.settle_review"}
)
ORDERS = rights("orders.order", "view") | {"orders.handle_order", "orders.cancel_order"}
SETTINGS = (
    rights("home.contactsettings", "change")
    | rights("cart.deliverysettings", "change")
    | rights("orders.companysettings", "change")
    | rights("wagtailcore.site")
    | rights("wagtailcore.collection", "add", "change", "delete")
)

EDITOR = Role("editor", "Редактор", ENTER | CATALOGUE | REVIEWS | PROMOTIONS, pages=PAGES, files=FILES)
MANAGER = Role("manager", "Менеджер", ENTER | REVIEWS | STOCK | SEE_OUTBOX | SEE_PROMOTIONS | ORDERS | MONEY)
MEASURER = Role("measurer", "Замерщик", ENTER)
PRODUCTION = Role("production", "Производство", ENTER | SEE_STOCK)
ADMINISTRATOR = Role(
    "administrator",
    "Администратор",
    ENTER
    | CATALOGUE
    | REVIEWS
    | PROMOTIONS
    | ORDERS
    | ALL_MONEY
    | STOCK
    | STORES
    | PEOPLE
    | OUTBOX
    | SETTINGS,
    pages=PAGES | {"bulk_delete"},
    files=FILES | {"wagtailimages.delete_image", "wagtaildocs.delete_document"},
)
ROLES = (EDITOR, MANAGER, MEASURER, PRODUCTION, ADMINISTRATOR)
