"""Whether this process may get visitors: what `/readyz` asks."""

import logging
from datetime import timedelta
from uuid import uuid4

from django.core.cache import cache
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import DEFAULT_DB_ALIAS, DatabaseError, connections
from django.db.migrations.executor import MigrationExecutor

from . import outbox
from .private_storage import private_storage

logger = logging.getLogger(__name__)
MAX_LAG = timedelta(seconds=120)
_migrated = False


def failures() -> list[str]:
    """Names of what the shop cannot work without and does not have now."""
    failed = []
    try:
        if outbox.lag() > MAX_LAG:
            failed.append("outbox")
        if not _migrations_applied():
            failed.append("migrations")
    except DatabaseError:
        logger.exception("the database does not answer")
        failed.append("database")
    if not _storage_writable():
        failed.append("storage")
    return failed


def degraded() -> list[str]:
    """Names of what is missing while the shop goes on without it."""
    key = f"readyz:{uuid4().hex}"
    cache.set(key, 1, timeout=10)
    return [] if cache.get(key) == 1 else ["cache"]


def _migrations_applied() -> bool:
    """Once true it stays true: a running process does not lose migrations, and the question costs 100 ms."""
    global _migrated
    if not _migrated:
        executor = MigrationExecutor(connections[DEFAULT_DB_ALIAS])
        _migrated = not executor.migration_plan(executor.loader.graph.leaf_nodes())
    return _migrated


def _storage_writable() -> bool:
    """Of uploads, and of the papers of orders."""
    try:
        for storage in (default_storage, private_storage()):
            name = storage.save(f".readyz-{uuid4().hex}", ContentFile(b"ok"))
            storage.delete(name)
    except OSError:
        logger.exception("a storage is not writable")
        return False
    return True
