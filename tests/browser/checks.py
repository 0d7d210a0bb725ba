"""Questions that are asked of every page. Each answers with sentences; none means all is well."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import Page

ROOT = Path(__file__).resolve().parent.parent.parent
AXE = ROOT / "node_modules/axe-core/axe.min.js"
# The virtual environment comes first: scripts/setup puts Node.js there when the machine's own is too old.
NODE = shutil.which("node", path=os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]]))
AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


class Watch:
    """Collects what a page complains about while it loads: console errors, exceptions, policy violations."""

    def __init__(self, page: Page) -> None:
        self.complaints: list[str] = []
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.complaints.append(f"exception: {error}"))
        page.on("requestfailed", lambda request: self.complaints.append(f"not loaded: {request.url}"))
        page.on("response", self._response)
        page.expose_function("reportViolation", lambda text: self.complaints.append(f"policy: {text}"))
        page.add_init_script(
            "document.addEventListener('securitypolicyviolation', event => reportViolation("
            "`${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}:${event.lineNumber}`))"
        )

    def _console(self, message) -> None:
        # The browser repeats the status of the page itself here; an expected 404 is no fault of the page.
        if message.type == "error" and "Failed to load resource" not in message.text:
            self.complaints.append(f"console: {message.text}")

    def _response(self, response) -> None:
        if response.status >= 400 and not response.request.is_navigation_request():
            self.complaints.append(f"{response.status}: {response.url}")


def accessibility(page: Page) -> list[str]:
    """Violations that axe finds in the page as it stands. `evaluate` is not subject to the page's policy."""
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(AXE.read_text(encoding="utf-8"))
    result = page.evaluate("tags => axe.run(document, {runOnly: {type: 'tag', values: tags}})", AXE_TAGS)
    return [
        f"{rule['id']}: {rule['help']}\n    {node['html'][:200]}\n    {node['failureSummary']}"
        for rule in result["violations"]
        for node in rule["nodes"]
    ]


def sideways_scroll(page: Page, width: int = 320) -> list[str]:
    """Elements that stick out of a window of `width` px and make the page scroll sideways."""
    size = page.viewport_size
    page.set_viewport_size({"width": width, "height": 700})
    found = page.evaluate(
        """() => {
            const room = document.documentElement.clientWidth;
            if (document.documentElement.scrollWidth <= room) return [];
            const wide = [...document.body.querySelectorAll('*')]
                .filter(element => element.getBoundingClientRect().right > room + 1)
                .map(element => `sticks out: ${element.tagName} ${element.className}`);
            return wide.slice(0, 8).concat(`page is ${document.documentElement.scrollWidth} px wide`);
        }"""
    )
    page.set_viewport_size(size)
    return found


def html_problems(files: list[Path]) -> list[str]:
    """What html-validate says about the files: one process for all of them, rules in .htmlvalidate.json."""
    answer = files[0].parent / "html-validate.json"
    program = [NODE, "node_modules/html-validate/bin/html-validate.mjs", "--config", ".htmlvalidate.json"]
    done = subprocess.run(
        [*program, "--formatter", f"json={answer}", *map(str, files)],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert answer.exists(), done.stdout + done.stderr
    return [
        f"{Path(report['filePath']).stem}:{message['line']} {message['ruleId']}: {message['message']}"
        for report in json.loads(answer.read_text(encoding="utf-8"))
        for message in report["messages"]
    ]
