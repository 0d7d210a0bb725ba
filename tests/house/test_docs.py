"""The documents tell the truth about the code."""

import re

from .files import ROOT, project_files

READERS = re.compile(r"""environment\.\w+\(\s*["']([A-Z][A-Z0-9_]+)["']""")
SHELL_VARIABLES = re.compile(r"\$\{(ISTOK_[A-Z_]+)")
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
NAMED = re.compile(r"\b((?:docs|scripts|tests|demo|bench)/[\w./-]+\.(?:md|py|sh|toml|txt|css|js))\b")


def documents():
    return project_files("README.md", "CHANGELOG.md", "docs/*.md")


def test_every_variable_is_documented():
    code = "\n".join(path.read_text(encoding="utf-8") for path in project_files("istok/settings/*.py"))
    shell = "\n".join(path.read_text(encoding="utf-8") for path in project_files("scripts/*", ".ci/run"))
    words = "\n".join(path.read_text(encoding="utf-8") for path in documents())
    variables = set(READERS.findall(code)) | set(SHELL_VARIABLES.findall(shell))

    assert {"SECRET_KEY", "DATABASE_URL", "ISTOK_EMBEDDED"} <= variables
    silent = sorted(name for name in variables if not re.search(rf"\b{name}\b", words))
    assert not silent, f"not in docs/: {silent}"


def test_nginx_of_the_runbook_is_believed_and_keeps_private_documents():
    runbook = (ROOT / "docs/runbook.md").read_text(encoding="utf-8")
    section = runbook.split("\n## nginx\n")[1].split("\n## ")[0]

    assert "`ISTOK_TRUSTED_PROXIES=1`" in section
    assert "X-Forwarded-Proto $scheme" in section
    assert "X-Forwarded-For $proxy_add_x_forwarded_for" in section
    assert re.search(r"location /media/documents/ \{ deny all; \}", section)
    assert re.search(r"location /private/ \{[^}]*\binternal;[^}]*nosniff always;", section)


def test_links_between_documents_lead_somewhere():
    broken = []
    for path in documents():
        for target in LINK.findall(path.read_text(encoding="utf-8")):
            if re.match(r"[a-z]+:", target) or target.startswith("#"):
                continue
            if not (path.parent / target.split("#")[0]).exists():
                broken.append(f"{path.relative_to(ROOT)}: {target}")

    assert not broken, "\n".join(broken)


def test_files_that_documents_and_comments_name_exist():
    missing = [
        f"{path.relative_to(ROOT)}: {name}"
        for path in [*documents(), *project_files("*.py", "Makefile", "scripts/*", "requirements*.txt")]
        for name in NAMED.findall(path.read_text(encoding="utf-8"))
        if not (ROOT / name).exists()
    ]

    assert not missing, "\n".join(missing)
