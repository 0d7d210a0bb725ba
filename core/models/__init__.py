from .background import IdempotencyKey, NumberCounter, Outbox
from .pages import BasePage

__all__ = ["BasePage", "IdempotencyKey", "NumberCounter", "Outbox"]
