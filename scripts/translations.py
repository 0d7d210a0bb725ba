"""Catalogues of translated words: `compile` needs Babel only; `check`, that they are complete, gettext."""

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parent.parent
CATALOGUES = sorted(ROOT.glob("locale/*/LC_MESSAGES/*.po"))


def compile_all() -> None:
    """Write the `.mo` next to each `.po` that is newer than it."""
    for source in CATALOGUES:
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
            continue
        with target.open("wb") as stream:
            write_mo(stream, read(source))


def read(path: Path) -> Catalog:
    with path.open("rb") as stream:
        return read_po(stream)


def words_of(catalogue: Catalog) -> dict:
    """Active messages by (context, msgid); msgid is a pair where there is a plural."""
    return {(message.context, message.id): message for message in catalogue if message.id}


def words_in_code(language: str) -> dict:
    """Messages that gettext finds in the project, extracted in a copy so that the checkout stays as it is."""
    listing = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard", "--", "*.py", "*.html", "*.txt"],
        cwd=ROOT, check=True, capture_output=True, text=True,
    )  # fmt: skip
    with tempfile.TemporaryDirectory() as folder:
        for name in listing.stdout.split("\n"):
            if name and (ROOT / name).exists() and not name.startswith("tests/"):
                (Path(folder) / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(ROOT / name, Path(folder) / name)
        (Path(folder) / "locale").mkdir()
        subprocess.run(
            [sys.executable, "-m", "django", "makemessages", "-l", language, "--no-wrap", "-v", "0"],
            cwd=folder, check=True,
        )  # fmt: skip
        return words_of(read(Path(folder) / "locale" / language / "LC_MESSAGES" / "django.po"))


def problems(language: str = "ru") -> list[str]:
    """Everything that keeps a visitor from reading the site in `language`, one sentence each."""
    source = ROOT / "locale" / language / "LC_MESSAGES" / "django.po"
    if not source.exists():
        return [f"there is no {source.relative_to(ROOT)}"]
    catalogue = read(source)
    words = words_of(catalogue)
    wanted = words_in_code(language)
    found = [f"not in the catalogue: {key[1]!r}" for key in wanted if key not in words]
    found += [f"no longer in the code: {key[1]!r}" for key in words if key not in wanted]
    for (_, msgid), message in words.items():
        forms = message.string if isinstance(message.string, tuple) else (message.string,)
        if message.fuzzy:
            found.append(f"fuzzy: {msgid!r}")
        if not all(forms):
            found.append(f"not translated: {msgid!r}")
        found += [f"{error}: {msgid!r}" for error in message.check(catalogue)]
    return found


def main() -> int:
    if sys.argv[1:] == ["compile"]:
        compile_all()
        return 0
    if sys.argv[1:] == ["check"]:
        if not shutil.which("xgettext"):
            print(
                "Checking translations needs gettext: apt-get install gettext (macOS: brew install gettext)."
            )
            return 1
        found = problems()
        print("\n".join(found) or "Translations are complete.")
        return 1 if found else 0
    print("Usage: scripts/translations.py compile | check")
    return 2


if __name__ == "__main__":
    sys.exit(main())
