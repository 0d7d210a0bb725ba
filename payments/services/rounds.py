"""A task that asks providers about many rows: each row alone, nobody in vain, and not for ever."""

import logging
import time
from collections.abc import Callable

from celery.exceptions import SoftTimeLimitExceeded

from ..errors import GatewayUnavailable
from ..providers.base import OutcomeUnknown, ProviderError

logger = logging.getLogger(__name__)

# Well within the soft limit of a task, and orders must run out meanwhile where one thread does everything.
ROUND_SECONDS = 120


class Round:
    """One run of a task. Who did not answer once is not asked again in it, and no row is begun after
    ROUND_SECONDS; what is left out waits for the next run.
    """

    def __init__(self) -> None:
        self.asked = 0
        self._until = time.monotonic() + ROUND_SECONDS
        self._silent: set[str] = set()

    def may_ask(self, whom: str) -> bool:
        return whom not in self._silent and time.monotonic() < self._until

    def leave_out(self, whom: str) -> None:
        self._silent.add(whom)

    def ask(self, whom: str, about: Callable[[int], object], pk: int) -> None:
        """Call `about(pk)`. Whatever is wrong with one row is logged and stops nothing."""
        if not self.may_ask(whom):
            return
        self.asked += 1
        try:
            about(pk)
        except SoftTimeLimitExceeded:
            raise
        except (ProviderError, GatewayUnavailable) as error:
            logger.warning("%s %s was not answered: %s", about.__name__, pk, error)
            if isinstance(error, OutcomeUnknown):
                self.leave_out(whom)
        except Exception:
            logger.exception("%s %s failed", about.__name__, pk)
