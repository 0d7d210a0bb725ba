"""Papers of an order: what stands on them, that they read nothing else, and that each is kept once."""

import re
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from django.conf import settings as project
from django.db import IntegrityError, transaction

from cart.delivery import DeliveryChoice
from core.private_storage import private_storage
from orders.documents import render_pdf
from orders.enums import BuyerKind, DocumentKind
from orders.errors import DocumentIncomplete
from orders.models import Order, OrderDocument
from orders.papers import EarlierPayment
from orders.selectors.papers import masked, receipt_paper
from orders.services.documents import keep_document, make_receipt
from tests.factories.catalog import make_product
from tests.factories.company import make_company
from tests.factories.documents import make_document, make_paper, pages_of, text_of
from tests.factories.orders import make_order
from tests.factories.promotions import make_promotion

ASSEMBLED = DeliveryChoice(method="courier", zone="inside_kad", service="room", floor=4, has_lift=False)
RECEIPT = "pdf/receipt.html"


def paper_of(order: Order, **facts):
    given = {"number": "2026-000001", "day": date(2026, 11, 22), "paid": order.total} | facts
    return receipt_paper(order, method="банковской картой", settlement="предоплата", **given)


def files_in(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


@pytest.mark.django_db
def test_a_receipt_says_who_sold_what_for_how_much_and_what_was_paid(private):
    make_company(kpp="780001001", ogrn="1237800000008", vat_rate="22")
    make_product("Комод «Север»", sku="KS-OAK", price=Decimal("64200.50"), stock=5)
    make_promotion("Осень", value=10)
    order = make_order({"KS-OAK": 2}, delivery=ASSEMBLED, address="Невский, 1")
    earlier = [EarlierPayment(date(2026, 11, 21), Decimal("15560.90"), "с баланса")]
    paper = paper_of(order, paid=Decimal("50000.00"), earlier=earlier, fiscal_to="anna@example.com")

    told = text_of(render_pdf(RECEIPT, {"paper": paper}))

    for words in (
        "Чек № 2026-000001 от 22 ноября 2026 г.",
        "ООО «Исток-демо» ИНН 7800000002, КПП 780001001, ОГРН 1237800000008",
        "Покупатель А. Л.",
        f"Заказ {order.order_id} от ",
        "Комод «Север» KS-OAK 2 шт 64 200,50 ₽ 128 401,00 ₽",
        "Товары 128 401,00 ₽ Скидка −12 840,10 ₽ Доставка по телефону Итого по заказу 115 560,90 ₽",
        "В том числе НДС 22 %: 20 838,85 ₽",
        "Оплачено этим платежом 50 000,00 ₽ Пятьдесят тысяч рублей 00 копеек",
        "Способ оплаты банковской картой Вид расчёта предоплата",
        "Оплачено раньше, 21 ноября 2026 г. 15 560,90 ₽, с баланса",
        "Осталось оплатить 50 000,00 ₽",
        "Фискальный чек направлен на a•••@example.com.",
    ):
        assert words in told
    assert order.total == Decimal("115560.90")
    for secret in ("Лебедева", "anna@example.com", "000-00-00", "Невский"):
        assert secret not in told


@pytest.mark.django_db
def test_what_is_nothing_is_left_out_of_a_receipt():
    make_company()
    paper = paper_of(make_order())

    told = text_of(render_pdf(RECEIPT, {"paper": paper}))

    assert "Доставка бесплатно" in told
    assert "ничего, заказ оплачен полностью" in told
    assert [
        word for word in ("Скидка", "баллами", "НДС", "КПП", "Фискальный", "раньше") if word in told
    ] == []


@pytest.mark.django_db
def test_more_than_was_owed_leaves_nothing_to_pay():
    order = make_order()

    assert paper_of(order, paid=order.total + 1).remaining == 0


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "printed"),
    [("Анна Лебедева", "А.\u00a0Л."), ("Лебедева Анна Сергеевна", "Л.\u00a0А.\u00a0С."), ("Лебедева", "Л.")],
)
def test_whoever_opens_a_receipt_by_a_link_reads_no_name(name, printed):
    order = make_order(name=name)

    paper = paper_of(order, fiscal_to=order.contact_email)

    told = text_of(render_pdf(RECEIPT, {"paper": paper}))
    assert paper.buyer_name == printed
    assert not [word for word in (*name.split(), order.contact_phone, order.contact_email) if word in told]


@pytest.mark.django_db
def test_a_company_buys_by_its_full_name():
    order = make_order()
    order.buyer_kind, order.buyer_name, order.buyer_inn = BuyerKind.COMPANY, "ООО «Ромашка»", "7707083893"

    assert paper_of(order).buyer_name == "ООО «Ромашка», ИНН\u00a07707083893"


@pytest.mark.parametrize(
    ("address", "shown"),
    [("anna@example.com", "a•••@example.com"), ("+79210001234", "•••1234"), ("", "")],
)
def test_an_address_is_recognised_only_by_its_owner(address, shown):
    assert masked(address) == shown


def test_the_same_facts_give_the_same_bytes():
    assert render_pdf(RECEIPT, {"paper": make_paper()}) == render_pdf(RECEIPT, {"paper": make_paper()})


def test_pages_are_counted_where_there_are_several():
    one = pages_of(render_pdf(RECEIPT, {"paper": make_paper()}))
    many = pages_of(render_pdf(RECEIPT, {"paper": make_paper(lines=40)}))

    assert [re.findall(r"страница \d из \d", page) for page in one] == [[]]
    assert [re.findall(r"страница \d из \d", page) for page in many] == [
        [f"страница {number} из {len(many)}"] for number in range(1, len(many) + 1)
    ]
    assert all("Наименование Количество Цена Сумма" in page for page in many[:-1])


def test_names_of_people_are_text_and_nothing_else():
    name = "<script>alert(1)</script> {{ paper }} <b>&amp;"

    assert name in text_of(render_pdf(RECEIPT, {"paper": make_paper(buyer_name=name)}))


def test_drawing_meets_nothing_that_it_does_not_understand(caplog):
    render_pdf(RECEIPT, {"paper": make_paper(lines=40)})

    assert [record.getMessage() for record in caplog.records if record.name == "weasyprint"] == []


def test_papers_have_the_colours_of_the_shop():
    tokens = Path(project.BASE_DIR, "static/css/tokens.css").read_text(encoding="utf-8")
    ours = dict(re.findall(r"--([\w-]+): (?:light-dark\()?(#[0-9a-f]{6})", tokens))
    css = Path(project.BASE_DIR, "templates/pdf/paper.css").read_text(encoding="utf-8")
    letterhead = Path(project.BASE_DIR, "templates/pdf/paper.html").read_text(encoding="utf-8")

    used = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", css))

    assert len(used) > 5
    assert {name: ours.get(name) for name in used} == used
    assert set(re.findall(r"#[0-9a-f]{6}", letterhead)) == {ours["malachite"]}


@pytest.mark.django_db
def test_a_paper_is_drawn_once_for_its_key(private):
    make_company()
    order = make_order()

    first = make_receipt(order, key="receipt:1", paper=paper_of(order))
    second = make_receipt(order, key="receipt:1", paper=paper_of(order, number="2026-000099"))

    assert (second.pk, second.number, second.version) == (first.pk, "2026-000001", 1)
    assert files_in(private) == [f"receipt/{first.sha256[:2]}/{first.sha256}.pdf"]
    kept = (private / first.storage_name).read_bytes()
    assert (len(kept), kept[:5]) == (first.size, b"%PDF-")


@pytest.mark.django_db
def test_a_paper_with_an_empty_place_is_not_made_and_the_place_is_named(private):
    make_company(inn="", address=" ")
    order = make_order()

    with pytest.raises(DocumentIncomplete) as refusal:
        make_receipt(order, key="receipt:1", paper=paper_of(order))

    assert refusal.value.names == ["ИНН", "адрес"]
    assert "не заполнено: ИНН, адрес" in refusal.value.message
    assert not OrderDocument.objects.exists()
    assert not private.exists()


@pytest.mark.django_db
def test_a_paper_made_anew_is_the_next_version_and_the_old_one_stays(private):
    order = make_order()

    papers = [
        make_document(order, pdf=b"%PDF " + key.encode(), key=key, number="2026-000001") for key in "abc"
    ]
    make_document(order, pdf=b"%PDF d", key="d", number="2026-000002")

    assert [paper.version for paper in papers] == [1, 2, 3]
    assert OrderDocument.objects.get(key="d").version == 1
    assert [(private / paper.storage_name).read_bytes()[-1:] for paper in papers] == [b"a", b"b", b"c"]
    assert papers[0].title == "Чек № 2026-000001"
    assert papers[2].title == "Чек № 2026-000001, версия 3"
    with pytest.raises(IntegrityError), transaction.atomic():
        OrderDocument.objects.filter(key="c").update(version=2)


@pytest.mark.django_db
def test_after_a_crash_between_file_and_row_the_repetition_leaves_one_of_each(private, monkeypatch):
    order = make_order()
    monkeypatch.setattr(Order.objects, "select_for_update", None)  # as if the process ended here
    with pytest.raises(TypeError):
        make_document(order, key="receipt:1")
    monkeypatch.undo()
    assert not OrderDocument.objects.exists()
    assert len(files_in(private)) == 1

    document = make_document(order, key="receipt:1")

    assert files_in(private) == [document.storage_name]


@pytest.mark.django_db
def test_a_file_that_could_not_be_written_leaves_neither_row_nor_half_of_it(private):
    order = make_order()
    (private / "receipt").parent.mkdir()
    (private / "receipt").write_text("a file where the folder should be")

    with pytest.raises(OSError):
        make_document(order, key="receipt:1")

    assert not OrderDocument.objects.exists()
    assert files_in(private) == ["receipt"]


@pytest.mark.django_db
def test_what_another_content_was_kept_under_stays(private):
    order = make_order()
    first = make_document(order, pdf=b"%PDF one", key="receipt:1")

    again = keep_document(
        order, kind=DocumentKind.RECEIPT, key="receipt:1", number=first.number, pdf=b"%PDF two"
    )

    assert again.sha256 == first.sha256
    assert files_in(private) == [first.storage_name]


def test_private_files_have_no_address(private, client, settings):
    private_storage().keep("receipt/ab/x.pdf", b"%PDF")

    with pytest.raises(ValueError, match="no address"):
        private_storage().url("receipt/ab/x.pdf")
    modes = {path: oct((private / path).stat().st_mode)[-3:] for path in ("", "receipt", "receipt/ab/x.pdf")}
    assert modes == {"": "750", "receipt": "750", "receipt/ab/x.pdf": "640"}
    assert not private.is_relative_to(settings.MEDIA_ROOT)
