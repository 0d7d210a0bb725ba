from .balance import BalanceAccount, BalanceEntry
from .gateways import PaymentGateway
from .inbox import WebhookEvent
from .movements import PaymentTransaction
from .payments import Payment, PaymentAttempt
from .receipts import FiscalReceipt
from .refunds import Refund
from .rules import PaymentRules
from .schedules import PaymentSchedule

__all__ = [
    "BalanceAccount",
    "BalanceEntry",
    "FiscalReceipt",
    "Payment",
    "PaymentAttempt",
    "PaymentGateway",
    "PaymentRules",
    "PaymentSchedule",
    "PaymentTransaction",
    "Refund",
    "WebhookEvent",
]
