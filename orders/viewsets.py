"""«Заказы»: to be found, looked at and handled by actions; no form adds, edits or deletes one."""

import django_filters
from django.forms import CheckboxSelectMultiple
from django.urls import path, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.ui.tables import Column, StatusTagColumn
from wagtail.admin.views.generic import IndexView
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.widgets.button import Button

from cart.enums import OrderKind
from catalog.viewsets.columns import PriceColumn
from core.columns import LinkedRowsMixin, RowColumn
from core.exports import SafeExportMixin

from . import admin_views as views
from . import document_views as documents
from .enums import Action, OrderStatus, PaymentState, Role
from .models import Order
from .permissions import HANDLE, handlers, right_for
from .selectors.admin import WAITING, actions_for_staff, label_of, rows
from .selectors.search import find_orders
from .transitions import MOVES

MINE, NOBODYS = "mine", "nobodys"


def placed_at(order: Order) -> str:
    """In the shop's own time."""
    return date_format(timezone.localtime(order.order_date), "d.m.Y H:i")


def short_status(order: Order) -> str:
    """As the list has room for it; of what waits, for what."""
    if order.status != OrderStatus.PENDING:
        return order.status_label
    return _("waits for payment") if order.pay_until else _("waits for confirmation")


def row_buttons(order: Order, user) -> list[Button]:
    """What `user` may do with the order next."""
    buttons = [
        Button(label_of(action, order), url=reverse(f"orders:{action}", args=[order.pk]), priority=number)
        for number, action in enumerate(actions_for_staff(order))
        if user.has_perm(right_for(action))
    ]
    if order.manager_id is None and user.has_perm(HANDLE):
        url = reverse("orders:manager", args=[order.pk])
        buttons.append(Button(_("Take the order"), url=url, priority=50))
    return buttons


class OrderFilters(WagtailFilterSet):
    status = django_filters.MultipleChoiceFilter(
        label=_("Status"), choices=OrderStatus.choices, widget=CheckboxSelectMultiple
    )
    whose = django_filters.ChoiceFilter(
        label=_("Whose"),
        choices=[(MINE, _("mine")), (NOBODYS, _("nobody's yet"))],
        method="of_whom",
    )
    kind = django_filters.ChoiceFilter(label=_("Kind"), choices=OrderKind.choices)
    payment_state = django_filters.ChoiceFilter(label=_("Payment"), choices=PaymentState.choices)
    order_date = django_filters.DateFromToRangeFilter(label=_("Placed"), widget=DateRangePickerWidget)
    manager = django_filters.ModelChoiceFilter(label=_("Manager"), queryset=lambda request: handlers())

    class Meta:
        model = Order
        fields = ["status", "whose", "kind", "payment_state", "order_date", "manager"]

    def of_whom(self, queryset, name, value):
        return queryset.filter(manager=self.request.user if value == MINE else None)


class OrderIndexView(LinkedRowsMixin, SafeExportMixin, IndexView):
    def get_base_queryset(self):
        return rows()

    def search_queryset(self, queryset):
        return find_orders(queryset, self.search_query or "")

    def get_list_more_buttons(self, instance) -> list[Button]:
        """The number itself leads to the order, so the menu holds what comes next."""
        return row_buttons(instance, self.request.user)


class OrderViewSet(ModelViewSet):
    model = Order
    icon = "clipboard-list"
    menu_label = _("Orders")
    menu_order = 110
    add_to_admin_menu = True
    copy_view_enabled = False
    inspect_view_enabled = True
    inspect_view_class = views.OrderScreen
    form_fields: list[str] = []
    add_to_reference_index = False
    index_view_class = OrderIndexView
    filterset_class = OrderFilters
    search_fields = ["order_id"]  # what is searched is said in `selectors.search`
    search_backend_name = None
    list_per_page = 50
    ordering = ["-order_date", "-pk"]
    list_export = [
        "order_id", "contract_number", "order_date", "contact_name", "phone_display", "contact_email",
        "shipping_address", "kind", "status", "payment_state", "payment_method", "goods", "discount",
        "points", "delivery", "total", "promised_date", "manager",
    ]  # fmt: skip
    export_headings = {"phone_display": _("Phone")}
    export_filename = "zakazy"
    list_display = [
        RowColumn("order_id", label=_("Order number"), sort_key="order_id", classname="istok-nowrap"),
        Column("order_date", label=_("Placed"), accessor=placed_at, sort_key="order_date"),
        Column("contact_name", label=_("Client"), sort_key="contact_name"),
        Column("phone", label=_("Phone"), accessor="phone_display", classname="istok-nowrap"),
        Column("kind", label=_("Kind"), accessor="get_kind_display", sort_key="kind"),
        StatusTagColumn(
            "status",
            label=_("Status"),
            accessor=short_status,
            primary=lambda order: order.status in WAITING,
            sort_key="status",
        ),
        Column(
            "payment_state",
            label=_("Payment"),
            accessor="get_payment_state_display",
            sort_key="payment_state",
        ),
        PriceColumn("total", label=_("Total"), sort_key="total", classname="istok-nowrap"),
        Column(
            "manager",
            label=_("Manager"),
            accessor=lambda order: order.manager or "—",
            sort_key="manager__last_name",
        ),
    ]

    def get_urlpatterns(self):
        """The list and the actions, without the pages that would change a row by a form."""
        kept = {"index", "index_results"}
        patterns = [pattern for pattern in super().get_urlpatterns() if pattern.name in kept]
        moves = [action for action, move in MOVES.items() if Role.STAFF in move.roles]
        moves.remove(Action.CANCEL)
        return [
            *patterns,
            path("order/<int:pk>/", views.OrderScreen.as_view(), name="inspect"),
            *(
                path(f"{action}/<int:pk>/", views.MoveView.as_view(action=action), name=str(action))
                for action in moves
            ),
            path("cancel/<int:pk>/", views.CancelView.as_view(), name="cancel"),
            path("note/<int:pk>/", views.NoteView.as_view(), name="note"),
            path("manager/<int:pk>/", views.ManagerView.as_view(), name="manager"),
            path("contact/<int:pk>/", views.ContactView.as_view(), name="contact"),
            path("dates/<int:pk>/", views.DatesView.as_view(), name="dates"),
            path("document/<int:pk>/", documents.document_for_staff, name="document"),
            path("link/<int:pk>/", views.RenewLinkView.as_view(), name="link"),
        ]
