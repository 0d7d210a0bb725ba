"""The files of the project: what git knows or would add."""

import subprocess
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent


@cache
def project_files(*patterns: str) -> list[Path]:
    """Paths below the root that match git's patterns, such as `*.py`."""
    done = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard", "--", *patterns],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    )
    return [ROOT / name for name in done.stdout.splitlines() if (ROOT / name).is_file()]
