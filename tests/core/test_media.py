"""Uploaded files as the demo shop serves them."""

import pytest
from django.core.exceptions import SuspiciousFileOperation
from django.http import Http404

from core.media import serve_media

pytestmark = pytest.mark.django_db  # a closing response looks after connections


@pytest.fixture
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.MEDIA_ROOT.mkdir()
    (tmp_path / "secret.txt").write_text("secret")
    return settings.MEDIA_ROOT


def test_sketch_is_served_in_a_sandbox(rf, media):
    (media / "sketch.svg").write_text(
        "<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"
    )

    response = serve_media(rf.get("/"), "sketch.svg")

    assert response["Content-Type"] == "image/svg+xml"
    assert "sandbox" in response["Content-Security-Policy"]
    assert response["X-Content-Type-Options"] == "nosniff"
    response.close()


@pytest.mark.parametrize(
    ("name", "kind"),
    [("a.avif", "image/avif"), ("a.webp", "image/webp"), ("a.glb", "model/gltf-binary")],
)
def test_types_are_known_without_a_system_list(rf, media, name, kind):
    (media / name).write_bytes(b"x")

    response = serve_media(rf.get("/"), name)

    assert response["Content-Type"] == kind
    assert "Content-Security-Policy" not in response
    response.close()


@pytest.mark.parametrize(
    "path",
    [
        "documents/price.pdf",
        "./documents/price.pdf",
        "a/../Documents/price.pdf",
        "../secret.txt",
        "/../secret.txt",
        "a/../../secret.txt",
        "..%2fsecret.txt",
        "none.png",
        "",
    ],
)
def test_documents_and_paths_out_of_the_folder_are_refused(rf, media, path):
    (media / "documents").mkdir()
    (media / "documents" / "price.pdf").write_bytes(b"%PDF")
    with pytest.raises((Http404, SuspiciousFileOperation)):
        serve_media(rf.get("/"), path)
