"""Every door of the picture and model library, by real requests: bad files leave nothing behind."""

from pathlib import Path

import pytest
from django.urls import reverse

from catalog.models import Model3D, Picture
from catalog.selectors.readiness import worth_adding
from tests.catalog.test_glb import document, glb
from tests.factories.catalog import make_product
from tests.factories.people import make_editor
from tests.factories.pictures import image_bytes, make_picture, upload

pytestmark = pytest.mark.django_db

PAGE = b"<html><script>alert(1)</script></html>"
DRAWING = (
    b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9" width="9" height="9"><path d="M0 0h9"/></svg>'
)
ACTIVE = DRAWING.replace(b"<path", b"<script>alert(1)</script><path")


@pytest.fixture
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.fixture
def editor(client, media):
    client.force_login(make_editor())
    return client


def files(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.rglob("*") if path.is_file())


def by_add(client, file):
    return client.post(
        reverse("wagtailimages:add"), {"title": "Комод", "file": file, "description": "", "tags": ""}
    )


def by_several(client, file):
    return client.post(reverse("wagtailimages:add_multiple"), {"title": "Комод", "files[]": file})


def by_chooser(client, file):
    return client.post(
        reverse("wagtailimages_chooser:create"),
        {
            "image-chooser-upload-title": "Комод",
            "image-chooser-upload-file": file,
            "image-chooser-upload-tags": "",
        },
    )


DOORS = {"add": by_add, "several": by_several, "chooser": by_chooser}


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize(
    ("name", "content"), [("a.jpg", PAGE), ("a.svg", ACTIVE), ("a.png", image_bytes("PNG")[:60])]
)
def test_bad_picture_passes_no_door(editor, media, door, name, content):
    response = DOORS[door](editor, upload(content, name))

    assert response.status_code == 200
    assert not Picture.objects.exists()
    assert files(media) == []


@pytest.mark.parametrize("name", ["a.jpg", "a.svg"])
def test_an_empty_file_is_called_empty(editor, media, name):
    response = by_add(editor, upload(b"", name))

    assert [error.code for error in response.context["form"].errors.as_data()["file"]] == ["empty"]
    assert not Picture.objects.exists()
    assert files(media) == []


@pytest.mark.parametrize("door", DOORS)
def test_good_picture_passes_every_door_without_private_data(editor, media, door):
    DOORS[door](editor, upload(image_bytes(comment=b"the key is under the mat"), "../Кухня.php.JPG"))

    picture = Picture.objects.get()
    original = Path(picture.file.path)
    assert original.name.startswith("kuhnyaphp")
    assert original.suffix == ".jpg"
    assert b"under the mat" not in original.read_bytes()


def test_drawing_is_kept_as_it_is(editor):
    by_add(editor, upload(DRAWING, "sketch.svg", "image/svg+xml"))

    assert Path(Picture.objects.get().file.path).read_bytes() == DRAWING


def test_bad_file_does_not_replace_a_good_one(editor, media):
    picture = make_picture()
    before = files(media)

    editor.post(
        reverse("wagtailimages:edit", args=[picture.pk]),
        {"title": "X", "file": upload(PAGE), "description": "", "tags": ""},
    )

    assert Picture.objects.get().file.name == picture.file.name
    assert set(before) <= set(files(media))
    assert PAGE not in [path.read_bytes() for path in media.rglob("*") if path.is_file()]


def test_very_long_name_of_a_file_keeps_no_raw_copy(editor, media):
    by_several(editor, upload(image_bytes(comment=b"the key is under the mat"), "ш" * 300 + ".jpg"))

    kept = [path for path in media.rglob("*") if path.is_file()]
    assert kept
    assert not [path for path in kept if b"under the mat" in path.read_bytes()]


def model_by_chooser(client, file):
    return client.post(reverse("model3d_chooser:create"), {"title": "Комод", "file": file})


def model_by_list(client, file):
    return client.post(reverse("models3d:add"), {"title": "Комод", "file": file})


MODEL_DOORS = {"chooser": model_by_chooser, "list": model_by_list}


@pytest.mark.parametrize("door", MODEL_DOORS)
@pytest.mark.parametrize(
    ("name", "content"),
    [("a.glb", PAGE), ("a.exe", glb(document())), ("a.gltf", b"{}"), ("a.glb", b"glTF" + b"\0" * 9_000_000)],
)
def test_bad_model_passes_no_door(editor, media, door, name, content):
    response = MODEL_DOORS[door](editor, upload(content, name, "model/gltf-binary"))

    assert response.status_code == 200
    assert not Model3D.objects.exists()
    assert files(media) == []


@pytest.mark.parametrize("door", MODEL_DOORS)
def test_good_model_is_kept_with_its_figures(editor, media, door):
    variants = {"KHR_materials_variants": {"variants": [{"name": "oak"}]}}

    MODEL_DOORS[door](editor, upload(glb(document(extensions=variants)), "Комод 1.glb", "model/gltf-binary"))

    model = Model3D.objects.get()
    assert (model.width_mm, model.height_mm, model.depth_mm, model.triangles) == (1160, 820, 480, 1)
    assert model.material_variants == ["oak"]
    assert model.size_bytes == Path(model.file.path).stat().st_size
    assert len(model.sha256) == 64
    assert Path(model.file.path).name.startswith("komod-1")


def test_title_of_a_model_changes_without_a_new_file(editor):
    model_by_list(editor, upload(glb(document()), "komod.glb"))
    model = Model3D.objects.get()

    editor.post(reverse("models3d:edit", args=[model.pk]), {"title": "Новое имя"})

    changed = Model3D.objects.get()
    assert (changed.title, changed.file.name, changed.triangles) == ("Новое имя", model.file.name, 1)


@pytest.mark.parametrize(("width", "warned"), [(1160, False), (1180, False), (1190, True), (1130, True)])
def test_model_of_another_size_is_told_but_allowed(width, warned):
    model = Model3D.objects.create(title="X", file="x.glb", width_mm=width, height_mm=820, depth_mm=480)
    page = make_product(model_3d=model)

    assert any(str(width) in sentence for sentence in worth_adding(page)) == warned
    assert page.live
