"""Races need transactions that really commit, seen by threads with connections of their own."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.db import connection, connections

from payments import triggers
from tests.payments.conftest import fake, fake_server  # noqa: F401 the pretend providers race as well


@pytest.fixture
def transactional_db(django_db_setup, django_db_blocker):
    """In place of pytest-django's, which leaves the database empty: this one leaves it as it was found, with
    the rows that migrations made, for the next test and the next run.
    """
    with django_db_blocker.unblock():
        # Saving rows back asks for content types; unknown ones would be made anew, before the old come back.
        ContentType.objects.get_for_models(*apps.get_models())
        before = connection.creation.serialize_db_to_string()
        yield
        triggers.remove(connection)
        call_command(
            "flush", verbosity=0, interactive=False, inhibit_post_migrate=True, reset_sequences=False
        )
        connection.creation.deserialize_db_from_string(before)
        triggers.install(connection)
        connection.close()


@pytest.fixture
def together(transactional_db) -> Callable[[int, Callable[[int], object]], list]:
    """`together(20, work)` starts work(0) … work(19) at one instant; what each returned or raised, in
    order.
    """

    def run(count: int, work: Callable[[int], object]) -> list:
        barrier = Barrier(count)

        def one(number: int):
            try:
                connection.ensure_connection()
                barrier.wait(timeout=30)
                return work(number)
            except Exception as error:
                return error
            finally:
                connections.close_all()

        with ThreadPoolExecutor(count) as pool:
            return list(pool.map(one, range(count)))

    return run
