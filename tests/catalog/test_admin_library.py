"""Deleting from the picture library: by the role's right, and never from under what shows the picture."""

import pytest
from django.urls import reverse

from catalog.models import Model3D, Picture, ProductGalleryItem
from home.models import HomePage
from istok.roles import ADMINISTRATOR
from tests.factories.catalog import make_product, make_value
from tests.factories.people import make_admin, make_editor, make_staff
from tests.factories.pictures import make_model3d, make_picture

pytestmark = pytest.mark.django_db


def on_a_page(picture) -> str:
    return make_product(color_image=picture).title


def in_a_gallery(picture) -> str:
    page = make_product()
    page.gallery.add(ProductGalleryItem(image=picture))
    page.save_revision().publish()
    return page.title


def on_a_variant(picture) -> str:
    variant = make_product(sku="KS-900").variants.get()
    variant.picture = picture
    variant.save()
    return variant.sku


def on_a_facet_value(picture) -> str:
    value = make_value("facade", "oak", "Дуб")
    value.swatch = picture
    value.save()
    return value.name


def on_the_front_page(picture) -> str:
    make_product()
    home = HomePage.objects.get()
    home.hero_colour = picture
    home.save()
    return home.title


USES = [on_a_page, in_a_gallery, on_a_variant, on_a_facet_value, on_the_front_page]


def one(picture):
    return reverse("wagtailimages:delete", args=[picture.pk])


def just_uploaded(picture):
    return reverse("wagtailimages:delete_multiple", args=[picture.pk])


def ticked(picture):
    return reverse("wagtail_bulk_action", args=["catalog", "picture", "delete"]) + f"?id={picture.pk}"


DOORS = [one, just_uploaded, ticked]


@pytest.mark.parametrize("use", USES)
@pytest.mark.parametrize("door", [one, ticked])
def test_a_picture_in_use_stays_and_its_users_are_named(client, use, door):
    client.force_login(make_staff(ADMINISTRATOR))
    picture = make_picture("Кухня")
    name = use(picture)

    response = client.post(door(picture), follow=True)

    assert Picture.objects.filter(pk=picture.pk).exists()
    said = " ".join(str(message) for message in response.context["messages"])
    assert "Кухня" in said
    assert name in said


def test_a_picture_that_was_put_to_use_at_once_stays(client):
    client.force_login(make_staff(ADMINISTRATOR))
    picture = make_picture()
    on_a_page(picture)

    response = client.post(just_uploaded(picture), headers={"X-Requested-With": "XMLHttpRequest"})

    assert response.status_code == 403
    assert Picture.objects.exists()


@pytest.mark.parametrize("door", DOORS)
def test_an_administrator_deletes_what_nothing_uses(client, door):
    client.force_login(make_staff(ADMINISTRATOR))
    picture = make_picture()

    client.post(door(picture))

    assert not Picture.objects.exists()


@pytest.mark.parametrize("door", DOORS)
def test_an_editor_deletes_not_even_an_own_picture(client, door):
    editor = make_editor()
    client.force_login(editor)
    picture = make_picture()
    Picture.objects.update(uploaded_by_user=editor)

    client.post(door(picture))

    assert Picture.objects.exists()
    assert client.get(reverse("wagtailimages:edit", args=[picture.pk])).status_code == 200


def test_ticked_pictures_go_all_or_none(client):
    client.force_login(make_admin())
    used, free = make_picture(), make_picture()
    on_a_page(used)

    client.post(ticked(used) + f"&id={free.pk}")

    assert Picture.objects.count() == 2


@pytest.mark.parametrize("used", [True, False])
def test_a_3d_model_stays_while_a_product_shows_it(client, used):
    client.force_login(make_editor())
    model = make_model3d("Комод")
    page = make_product(model_3d=model if used else None)

    response = client.post(reverse("models3d:delete", args=[model.pk]), follow=True)

    said = " ".join(str(message) for message in response.context["messages"])
    assert Model3D.objects.exists() is used
    assert (page.title in said) is used
