"""Papers that are made twice at one instant are made once."""

from orders.models import Order, OrderDocument
from orders.services.documents import keep_document
from tests.factories.documents import make_document
from tests.factories.orders import make_order


def files_of(root) -> set[str]:
    return {path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file()}


def keep(order: Order, key: str, pdf: bytes) -> OrderDocument:
    return keep_document(order, kind="receipt", key=key, number="2026-000001", pdf=pdf)


def test_two_workers_with_one_key_leave_one_row_and_one_file(together, settings, tmp_path):
    settings.PRIVATE_ROOT = tmp_path
    order = make_order()

    kept = together(8, lambda number: keep(order, "receipt:1", b"%PDF the same"))

    document = OrderDocument.objects.get()
    assert {paper.pk for paper in kept} == {document.pk}
    assert files_of(tmp_path) == {document.storage_name}


def test_two_workers_that_drew_different_bytes_leave_the_file_of_the_first(together, settings, tmp_path):
    settings.PRIVATE_ROOT = tmp_path
    order = make_order()

    kept = together(8, lambda number: keep(order, "receipt:1", f"%PDF {number}".encode()))

    document = OrderDocument.objects.get()
    assert {paper.sha256 for paper in kept} == {document.sha256}
    assert files_of(tmp_path) == {document.storage_name}


def test_versions_of_one_number_are_counted_without_a_gap(together, settings, tmp_path):
    settings.PRIVATE_ROOT = tmp_path
    order = make_order()
    make_document(order, number="2026-000001")

    kept = together(8, lambda number: keep(order, f"again:{number}", f"%PDF {number}".encode()))

    assert sorted(paper.version for paper in kept) == list(range(2, 10))
    assert files_of(tmp_path) == set(OrderDocument.objects.values_list("storage_name", flat=True))
