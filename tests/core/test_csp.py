"""What each kind of page may load (reliability goal 53)."""

import pytest
from django.http import HttpResponse

from core.csp import PolicyMiddleware, allow_model_viewer


def policy(rf, path="/", change=lambda response: response) -> dict[str, list[str]]:
    """Directives of the policy that a page at `path` is sent with."""
    response = PolicyMiddleware(lambda request: change(HttpResponse()))(rf.get(path))
    return {part.split()[0]: part.split()[1:] for part in response["Content-Security-Policy"].split(";")}


def test_site_runs_only_its_own_files(rf):
    directives = policy(rf)

    assert directives["default-src"] == ["'self'"]
    assert directives["script-src"] == ["'self'"]
    assert directives["style-src"] == ["'self'"]
    assert directives["object-src"] == ["'none'"]
    assert directives["frame-ancestors"] == ["'self'"]


def test_page_with_a_model_may_run_webassembly_but_no_inline_script(rf):
    directives = policy(rf, change=allow_model_viewer)

    assert directives["script-src"] == ["'self'", "'wasm-unsafe-eval'"]
    assert "'unsafe-inline'" in directives["style-src"]
    assert "blob:" in directives["img-src"]
    assert "blob:" in directives["connect-src"]


@pytest.mark.parametrize(("path", "inline"), [("/admin/", True), ("/administrator/", False), ("/", False)])
def test_only_the_admin_may_run_inline_scripts(rf, path, inline):
    assert ("'unsafe-inline'" in policy(rf, path)["script-src"]) is inline


def test_a_policy_of_the_view_itself_stays(rf):
    def strict(response):
        response["Content-Security-Policy"] = "sandbox"
        return response

    assert policy(rf, change=strict) == {"sandbox": []}
