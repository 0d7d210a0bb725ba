"""The pages of a variant's form: whose it is, the way back to the product, and what to do when refused."""

from datetime import datetime
from decimal import Decimal

from django.contrib.admin.utils import quote
from django.template.defaultfilters import date
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from wagtail.admin.views import generic
from wagtail.admin.widgets.button import HeaderButton

from core.errors import DomainError
from core.money import format_rub

from ..errors import VariantChanged
from ..models import ProductPage, Variant
from ..panels import VariantsPanel


def price_tab() -> str:
    """The anchor of the product editor's tab that lists the variants."""
    editor = ProductPage.get_edit_handler()
    for tab, identifier in zip(editor.children, editor.child_identifiers, strict=True):
        if any(isinstance(panel, VariantsPanel) for panel in tab.children):
            return f"#tab-{identifier}"
    return ""


def product_url(product_id: int) -> str:
    """The product's editor, open where its variants are."""
    return reverse("wagtailadmin_pages:edit", args=[product_id]) + price_tab()


def words(variant: Variant, name: str) -> str:
    """The value of a field as people say it."""
    if label := getattr(variant, f"get_{name}_display", None):
        return str(label())
    value = getattr(variant, name)
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, Decimal):
        return format_rub(value)
    if name == "finish_values":
        value = ", ".join(item.name for item in value.all())
    return str(value or "—") if value != 0 else "0"


def differences(form, saved: Variant) -> list[str]:
    """`List price: 70 000 ₽` for each saved value that is not what the form says."""
    found = []
    for name, typed in form.cleaned_data.items():
        if name == "version":
            continue
        value = getattr(saved, name)
        same = set(typed) == set(value.all()) if name == "finish_values" else typed == value
        if not same:
            found.append(f"{capfirst(form.fields[name].label)}: {words(saved, name)}")
    return found


class VariantFormMixin:
    """Whose variant it is, and the way there. A refusal of the service stands on the form."""

    @cached_property
    def product(self) -> ProductPage | None:
        raise NotImplementedError

    @cached_property
    def header_buttons(self) -> list:
        if self.product is None:
            return []
        url = product_url(self.product.pk)
        return [HeaderButton(_("To the product"), url=url, icon_name="doc-full-inverse")]

    def get_breadcrumbs_items(self) -> list[dict]:
        *way, here = super().get_breadcrumbs_items()
        if self.product is not None:
            way.append({"url": product_url(self.product.pk), "label": self.product.get_admin_display_title()})
        return [*way, here]

    def form_valid(self, form):
        try:
            return super().form_valid(form)
        except DomainError as refused:
            return self.refuse(form, refused)

    def refuse(self, form, refused: DomainError):
        for name, message in (refused.fields or {None: refused.message}).items():
            form.add_error(name if name in form.fields else None, message)
        self.produced_error_code = refused.code
        # The sentence itself stands below it.
        self.produced_error_message = self.get_error_message()
        return self.form_invalid(form)


class VariantCreateView(VariantFormMixin, generic.CreateView):
    def get_initial(self) -> dict:
        return super().get_initial() | {"product": self.request.GET.get("product")}

    @cached_property
    def product(self) -> ProductPage | None:
        given = self.request.POST.get("product") or self.request.GET.get("product") or ""
        return ProductPage.objects.filter(pk=given).first() if given.isdecimal() else None

    def get_success_url(self) -> str:
        return product_url(self.object.product_id)


class VariantEditView(VariantFormMixin, generic.EditView):
    @cached_property
    def product(self) -> ProductPage:
        return self.object.product

    def get_page_subtitle(self) -> str:
        return f"{self.object.sku} · {self.product.get_admin_display_title()}"

    def get_success_url(self) -> str:
        return reverse("variants:edit", args=[quote(self.object.pk)])

    def refuse(self, form, refused: DomainError):
        """After somebody else's change: who it was, what stands there now, and a second save goes through."""
        if isinstance(refused, VariantChanged):
            saved = Variant.objects.get(pk=self.object.pk)
            form.data = form.data.copy()
            form.data["version"] = saved.version
            refused = DomainError(self.told(form, saved), code=refused.code)
        return super().refuse(form, refused)

    def told(self, form, saved: Variant) -> str:
        entry = self.get_last_updated_info()
        values = differences(form, saved)
        return _(
            "While you were editing, this variant was changed: %(who)s, %(time)s. It says now: %(values)s. "
            "What you typed is kept. Look it through and save again if it should replace that."
        ) % {
            "who": entry.user if entry and entry.user else _("the system"),
            "time": moment(saved.updated_at),
            "values": "; ".join(values) or _("the same as your form"),
        }


def moment(at: datetime) -> str:
    return date(timezone.localtime(at), "SHORT_DATETIME_FORMAT")
