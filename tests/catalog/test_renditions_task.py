"""Renditions are made when something is published, and never while a visitor waits."""

from io import BytesIO

import pytest
from django.core.files.base import ContentFile
from PIL import Image
from wagtail.models import ReferenceIndex

from catalog.models import Picture, ProductGalleryItem, Rendition
from catalog.picture_use import unprepared_pictures
from catalog.renditions import ROLES, picture_set, with_renditions
from catalog.tasks import make_missing_renditions, make_renditions
from core import background
from tests.factories.catalog import make_category, make_product

SPECS = sorted({spec for role in ROLES.values() for spec in role.specs})
SKETCH = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 4 3"><path d="M0 0h4v3"/></svg>'


@pytest.fixture(autouse=True)
def _media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def make_picture(title: str = "Комод", *, name: str = "chest.png") -> Picture:
    content = SKETCH
    if not name.endswith(".svg"):
        stream = BytesIO()
        Image.new("RGB", (40, 30), "#94a38d").save(stream, "PNG")
        content = stream.getvalue()
    return Picture.objects.create(title=title, description=title, file=ContentFile(content, name=name))


def specs_of(picture: Picture) -> list[str]:
    return sorted(picture.renditions.values_list("filter_spec", flat=True))


@pytest.mark.django_db
def test_publishing_makes_renditions_of_every_picture_of_the_product(django_capture_on_commit_callbacks):
    main, detail, finish, sketch = (make_picture(name=name) for name in ("a.png", "b.png", "c.png", "d.svg"))
    page = make_product(live=False)
    page.color_image, page.bw_image = main, sketch
    page.gallery = [ProductGalleryItem(image=detail)]
    page.body = [("hero", {"picture": make_picture(name="e.png"), "title": "Дуб"})]
    page.variants.update(picture=finish)

    with django_capture_on_commit_callbacks(execute=True):
        page.save_revision().publish()

    assert all(specs_of(picture) == SPECS for picture in Picture.objects.exclude(pk=sketch.pk))
    assert specs_of(sketch) == []


@pytest.mark.django_db
def test_a_draft_makes_none(django_capture_on_commit_callbacks):
    page = make_product(live=False)
    page.color_image = make_picture()

    with django_capture_on_commit_callbacks(execute=True):
        page.save_revision()

    assert not Rendition.objects.exists()


@pytest.mark.django_db
def test_a_category_picture_is_prepared(django_capture_on_commit_callbacks):
    category = make_category()
    category.picture = make_picture()

    with django_capture_on_commit_callbacks(execute=True):
        category.save_revision().publish()

    assert specs_of(category.picture) == SPECS


@pytest.mark.django_db
def test_a_new_picture_of_a_finish_is_prepared_and_a_new_price_is_not(django_capture_on_commit_callbacks):
    variant = make_product().variants.get()
    variant.picture = make_picture()

    with django_capture_on_commit_callbacks(execute=True):
        variant.save(update_fields=["availability"])
    untouched = Rendition.objects.count()
    with django_capture_on_commit_callbacks(execute=True):
        variant.save()

    assert (untouched, specs_of(variant.picture)) == (0, SPECS)


@pytest.mark.django_db
def test_running_twice_changes_nothing():
    picture = make_picture()
    make_renditions(picture.pk)
    made = list(picture.renditions.values_list("pk", "file"))

    make_renditions(picture.pk)

    assert list(picture.renditions.values_list("pk", "file")) == made


@pytest.mark.django_db
def test_a_moved_focal_point_leaves_one_rendition_of_each_size():
    picture = make_picture()
    make_renditions(picture.pk)
    old = set(picture.renditions.values_list("pk", flat=True))
    picture.focal_point_x = picture.focal_point_y = picture.focal_point_width = picture.focal_point_height = 5
    picture.save()

    make_renditions(picture.pk)

    assert specs_of(picture) == SPECS
    assert old.isdisjoint(picture.renditions.values_list("pk", flat=True))


@pytest.mark.django_db
def test_a_broken_file_does_not_stop_the_others(caplog):
    broken, sound = make_picture(), make_picture("Цел", name="sound.png")
    with broken.file.storage.open(broken.file.name, "wb") as stream:
        stream.write(b"not a picture")

    make_renditions(broken.pk, sound.pk)

    assert specs_of(sound) == SPECS
    assert broken.file.name in caplog.text


@pytest.mark.django_db
def test_lost_messages_are_made_good_by_the_schedule(
    settings, django_capture_on_commit_callbacks, monkeypatch
):
    lost = []
    monkeypatch.setattr(background, "_send", lambda name, ids: lost.append(name))
    page = make_product(live=False)
    page.color_image = make_picture()
    with django_capture_on_commit_callbacks(execute=True):
        page.save_revision().publish()
    monkeypatch.undo()
    unused = make_picture("Никому", name="unused.png")
    ReferenceIndex.create_or_update_for_object(page)

    make_missing_renditions()

    assert "catalog.make_renditions" in lost
    assert specs_of(page.color_image) == SPECS
    assert specs_of(unused) == []
    assert unprepared_pictures(10) == []


@pytest.mark.django_db
def test_a_visitor_makes_no_rendition_and_sees_the_original(client, django_capture_on_commit_callbacks):
    page = make_product(live=False)
    page.color_image = make_picture()
    page.save_revision().publish()

    answer = client.get(page.url)

    assert answer.status_code == 200
    assert page.color_image.file.url in answer.content.decode()
    assert not Rendition.objects.exists()


@pytest.mark.django_db
def test_picture_set_offers_avif_webp_and_jpeg_once_made():
    picture = make_picture()
    make_renditions(picture.pk)

    shown = picture_set(with_renditions(Picture.objects, "card").get(), "card")

    assert [mime for mime, _ in shown.sources] == ["image/avif", "image/webp"]
    assert all("360w" in srcset and "720w" in srcset for _, srcset in shown.sources)
    assert shown.src.endswith(".jpg")
