"""Wake-ups of payments, and what the outbox does for them."""

from celery import shared_task

from core import outbox
from core.models import Outbox

from .services import (
    balance_payments,
    closing,
    handing_over,
    inbox,
    papers,
    plans,
    polling,
    receipts,
    refund_rows,
    refunds,
    registering,
    starting,
)


@shared_task(name="payments.process_webhook")
def process_webhook(event_pk: int) -> None:
    """Look at a webhook that has just come."""
    inbox.process(event_pk)


@shared_task(name="payments.process_inbox")
def process_inbox() -> int:
    """Look at webhooks that wait: for their payment, or for a provider that did not answer."""
    return inbox.process_waiting()


@shared_task(name="payments.expire_open")
def expire_open() -> int:
    """End payments that nobody paid in time."""
    return closing.expire_open()


@shared_task(name="payments.sync_open")
def sync_open() -> int:
    """Ask about open payments and refunds on their way, should a webhook be lost."""
    return polling.sync_open()


@shared_task(name="payments.reconcile")
def reconcile() -> int:
    """Hold the books against the providers' for the last days."""
    return polling.reconcile_recent()


@shared_task(name="payments.ask_for_due_parts")
def ask_for_due_parts() -> int:
    """Let balances pay the parts of orders whose day has come."""
    return plans.ask_for_due_parts()


@shared_task(name="payments.register_receipts")
def register_receipts() -> int:
    """Take fiscal receipts to the register that were written while there was none."""
    return registering.register_waiting()


@outbox.handles(starting.START)
def start_payment(row: Outbox) -> None:
    """Only if the process that opened the payment died before it asked the provider."""
    starting.start(row.payload["payment"])


@outbox.handles(starting.CANCEL)
def cancel_payment(row: Outbox) -> None:
    closing.cancel_at_provider(row.payload["payment"])


@outbox.handles(refund_rows.TOPIC)
def carry_out_refund(row: Outbox) -> None:
    refunds.carry_out(row.payload["refund"])


@outbox.handles("payments.pay_waiting")
def pay_waiting(row: Outbox) -> None:
    balance_payments.pay_waiting(row.payload["user"])


@outbox.handles("order.called_off", in_transaction=True)
def order_called_off(row: Outbox) -> None:
    closing.order_called_off(row.payload["event"])


@outbox.handles("order.delivered", in_transaction=True)
def order_delivered(row: Outbox) -> None:
    handing_over.handed_over(row.payload["order"])


@outbox.handles(receipts.FISCAL)
def register_receipt(row: Outbox) -> None:
    registering.register(row.payload["receipt"])


@outbox.handles(receipts.PAPER)
def draw_receipt(row: Outbox) -> None:
    if "order" in row.payload:
        papers.paper_of_handover(row.payload["order"])
    else:
        papers.paper_of_payment(row.payload["payment"])
