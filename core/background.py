"""How work leaves a request: Celery messages are only wake-ups, the row in the database is the truth.

A task goes to the queue of this process where an embedded worker runs (`start_embedded`), else to the
broker, else, with no broker at all (commands on a developer's machine, tests), it runs at once. A lost
message changes nothing.
"""

import logging
import queue
import threading
from functools import partial

import celery
from celery import current_app
from celery.beat import EmbeddedService
from django.db import connections, transaction
from kombu.exceptions import OperationalError

logger = logging.getLogger(__name__)
STOP_TIMEOUT_SECONDS = 10


def enqueue_after_commit(task_name: str, *ids) -> None:
    """Run the task with `ids` once the caller's transaction is committed; never when it is rolled back."""
    transaction.on_commit(partial(_send, task_name, ids))


def _send(task_name: str, ids: tuple) -> None:
    current_app.tasks[task_name].apply_async(ids)


class WakeUpTask(celery.Task):
    """Base of every task: handing it over never fails the caller, and arguments are ids.

    Times are kept in rows, never in `countdown` or `eta`, which the embedded queue does not know.
    has_row: whether the schedule finds the work again when the message is lost; if not, it is done here.
    """

    has_row = True

    def apply_async(self, args=None, kwargs=None, **options):
        if _embedded is not None:
            _embedded.put(self.name, tuple(args or ()), dict(kwargs or {}))
            return None
        try:
            return super().apply_async(args, kwargs, **options)
        except OperationalError as error:
            logger.warning("broker unreachable, %s goes without it: %s", self.name, error)
            return None if self.has_row else self.apply(args, kwargs)


class EmbeddedWorker:
    """One thread that takes tasks in order and Celery's beat in another: a whole background."""

    def __init__(self, app: celery.Celery) -> None:
        self._app = app
        self._queue: queue.SimpleQueue[tuple[str, tuple, dict] | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._work, name="embedded-worker", daemon=True)
        self._beat = EmbeddedService(
            app, thread=True, scheduler_cls="celery.beat:Scheduler", remote_control=False
        )

    def start(self) -> None:
        self._thread.start()
        self._beat.start()

    def put(self, name: str, args: tuple, kwargs: dict) -> None:
        self._queue.put((name, args, kwargs))

    def stop(self) -> None:
        """Finish the task in hand, leave the rest to their rows."""
        self._beat.service.stop()
        self._queue.put(None)
        self._thread.join(STOP_TIMEOUT_SECONDS)
        self._beat.join(STOP_TIMEOUT_SECONDS)

    def _work(self) -> None:
        while (work := self._queue.get()) is not None:
            name, args, kwargs = work
            try:
                self._app.tasks[name].apply(args, kwargs)
            except Exception:
                logger.exception("task %s could not be run", name)
            finally:
                connections.close_all()


_embedded: EmbeddedWorker | None = None


def start_embedded(app: celery.Celery) -> None:
    """Begin to do the background work in this process; called once, when the ASGI server starts."""
    global _embedded
    if _embedded is None:
        _embedded = EmbeddedWorker(app)
        _embedded.start()
        _send("core.drain_outbox", ())


def stop_embedded() -> None:
    global _embedded
    worker, _embedded = _embedded, None
    if worker is not None:
        worker.stop()
