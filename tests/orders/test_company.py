"""The shop as a party of papers: who edits it, which mistypes are seen, what a paper still wants."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from wagtail.models import Site

from home.demo import files
from istok.roles import ADMINISTRATOR, EDITOR, MANAGER, MEASURER, PRODUCTION
from orders.enums import DocumentKind
from orders.models import CompanySettings
from orders.selectors.company import company_settings, missing_for, seller_of, vat_words
from tests.factories.company import make_company
from tests.factories.people import make_staff

pytestmark = pytest.mark.django_db
RIGHT = {
    "name": "Публичное акционерное общество «Банк»",
    "inn": "7707083893",
    "kpp": "773601001",
    "ogrn": "1027700132195",
    "bik": "044525225",
    "correspondent_account": "30101810400000000225",
}


def save(client, **given):
    address = reverse("wagtailsettings:edit", args=["orders", "companysettings", Site.objects.get().pk])
    return client.post(address, given)


@pytest.fixture
def boss(client):
    client.force_login(make_staff(ADMINISTRATOR))
    return client


def test_an_administrator_fills_it_in(boss):
    assert save(boss, **RIGHT, vat_rate="22", vat_code="11", tax_system_code="1").status_code == 302

    company = company_settings()
    assert {name: getattr(company, name) for name in RIGHT} == RIGHT
    assert (company.vat_rate, company.vat_code, company.tax_system_code) == ("22", 11, 1)


def test_the_form_speaks_as_banks_and_accountants_do(boss):
    """The abolished tax on imputed income had the code 4."""
    address = reverse("wagtailsettings:edit", args=["orders", "companysettings", Site.objects.get().pk])

    form = boss.get(address).context["form"]

    assert str(form["account"].label).capitalize() == "Расчётный счёт"
    assert [code for code, _label in form.fields["tax_system_code"].choices] == ["", 1, 2, 3, 5, 6]
    save(boss, **RIGHT, tax_system_code="4")
    assert not CompanySettings.objects.filter(tax_system_code=4).exists()


@pytest.mark.parametrize("role", [EDITOR, MANAGER, MEASURER, PRODUCTION], ids=lambda role: role.code)
def test_nobody_else_does(client, role):
    client.force_login(make_staff(role))

    save(client, **RIGHT)

    assert not CompanySettings.objects.filter(inn=RIGHT["inn"]).exists()


@pytest.mark.parametrize(
    ("field", "value", "told"),
    [
        ("inn", "7707083894", "Такого ИНН не бывает"),
        ("inn", "770708389", "Такого ИНН не бывает"),
        ("inn", "500100732258", "Такого ИНН не бывает"),
        ("inn", "77070838９3", "Такого ИНН не бывает"),
        ("ogrn", "1027700132196", "Такого ОГРН не бывает"),
        ("ogrn", "102770013219", "Такого ОГРН не бывает"),
        ("kpp", "77360100", "В КПП 9 знаков"),
        ("bik", "04452522", "В БИК 9 цифр."),
        ("account", "4070281", "В номере счёта 20 цифр."),
        ("account", "4070281060000000000A", "В номере счёта 20 цифр."),
        ("account", "40702810600000000001", "Счёт не подходит к БИК"),
        ("correspondent_account", "30101810400000000226", "Счёт не подходит к БИК"),
    ],
)
def test_a_mistype_is_told_at_its_field(boss, field, value, told):
    response = save(boss, **{**RIGHT, field: value})

    errors = response.context["form"].errors
    assert list(errors) == [field]
    assert told in errors[field][0]


@pytest.mark.parametrize("inn", ["7707083893", "500100732259"])
def test_companies_and_sole_traders_have_numbers_of_their_own(boss, inn):
    assert save(boss, inn=inn, ogrn="304500116000157").status_code == 302


def test_nothing_is_invented_before_somebody_writes_it():
    company = company_settings()

    assert [name for name in RIGHT if getattr(company, name)] == []
    assert (company.vat_code, company.tax_system_code, vat_words(company, Decimal(100))) == (None, None, "")


@pytest.mark.parametrize(
    ("empty", "missing"),
    [((), []), (("inn",), ["ИНН"]), (("name", "address"), ["полное название", "адрес"])],
)
def test_what_a_receipt_wants_is_named_in_the_words_of_the_form(empty, missing):
    make_company(**dict.fromkeys(empty, ""))

    assert missing_for(DocumentKind.RECEIPT) == missing


def test_a_receipt_names_the_company_shortly_where_it_can():
    assert seller_of(make_company()).name == "ООО «Исток-демо»"
    assert seller_of(make_company(short_name="")).name.startswith("Общество с ограниченной")


@pytest.mark.parametrize(
    ("rate", "words"),
    [
        ("", ""),
        ("none", "НДС не облагается."),
        ("5", "В том числе НДС 5\u00a0%: 5,81\u00a0₽"),
        ("22", "В том числе НДС 22\u00a0%: 22,00\u00a0₽"),
    ],
)
def test_vat_is_told_as_it_is_set(rate, words):
    assert vat_words(make_company(vat_rate=rate), Decimal("122.00")) == words


def test_the_company_of_the_demo_is_invented_but_without_a_mistype():
    company = CompanySettings(site=Site.objects.get(is_default_site=True), **files.words("pages")["company"])

    company.full_clean()

    assert "демо" in company.name
    company.account = company.account[:-1] + "2"
    with pytest.raises(ValidationError, match="Счёт не подходит"):
        company.full_clean()
