import pytest
from django.db import transaction

from core.numbers import next_number


@pytest.mark.django_db
def test_each_series_counts_from_one():
    assert [next_number("contract:2026") for _ in range(3)] == [1, 2, 3]
    assert next_number("contract:2027") == 1


@pytest.mark.django_db
def test_rollback_gives_the_number_back():
    next_number("invoice")
    lost = transaction.savepoint()
    assert next_number("invoice") == 2
    transaction.savepoint_rollback(lost)

    assert next_number("invoice") == 2


def test_number_outside_a_transaction_is_refused():
    with pytest.raises(transaction.TransactionManagementError):
        next_number("invoice")
