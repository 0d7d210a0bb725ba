"""Troubles of the network and of the provider, on demand."""

from dataclasses import dataclass
from threading import Event, Lock

KINDS = {
    "slow",  # waits, then works and answers
    "hang",  # works, then waits and closes without an answer
    "error_before",  # 500, nothing done
    "error_after",  # 500, although it was done
    "drop",  # done, and the connection is closed without an answer
}


@dataclass
class Fault:
    """For the next `times` requests of this method whose path begins so."""

    method: str
    path: str
    kind: str
    times: int = 1
    seconds: float = 0


class Faults:
    def __init__(self) -> None:
        self._lock = Lock()
        self._faults: list[Fault] = []
        self._over = Event()

    def add(self, fault: Fault) -> None:
        if fault.kind not in KINDS:
            raise ValueError(f"{fault.kind} is none of {', '.join(sorted(KINDS))}")
        with self._lock:
            self._faults.append(fault)

    def take(self, method: str, path: str) -> Fault | None:
        """The fault of this request; each counts one request less afterwards."""
        with self._lock:
            for fault in self._faults:
                if fault.times > 0 and fault.method == method and path.startswith(fault.path):
                    fault.times -= 1
                    return fault
        return None

    def wait(self, fault: Fault) -> None:
        """Sleep as long as it says, unless all is forgotten meanwhile."""
        self._over.wait(fault.seconds)

    def forget(self) -> None:
        """No more faults; who hangs is let go."""
        with self._lock:
            self._faults.clear()
            self._over.set()
            self._over = Event()
