"""Pages of the account: one's own data and nobody else's."""

import io
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from PIL import Image

from istok.roles import MANAGER
from tests.factories.people import make_customer, make_staff
from users.errors import TooManyAddresses
from users.models import Address
from users.services import addresses

pytestmark = pytest.mark.django_db
PAGES = [
    "/account/", "/account/profile/", "/account/household/", "/account/security/", "/account/addresses/",
    "/account/addresses/add/", "/account/consents/", "/account/password/change/", "/account/email/",
    "/account/2fa/",
]  # fmt: skip
DOORS = {
    "/account/login/": "Войти",
    "/account/signup/": "Завести кабинет",
    "/account/password/reset/": "Новый пароль",
    "/account/password/reset/done/": "Загляните в почту",
    "/account/password/new/done/": "Пароль изменён",
    "/account/confirm-email/": "Загляните в почту",
    "/account/inactive/": "Этот кабинет закрыт",
    "/account/consents/personal_data/": "Обработка персональных данных",
    "/account/consents/mailing/": "Новости и предложения по почте",
}


@pytest.fixture
def anna(client):
    user = make_customer("anna", first_name="Анна")
    client.force_login(user)
    return user


@pytest.mark.parametrize("address", PAGES)
def test_pages_are_for_those_who_are_signed_in(client, address):
    assert client.get(address).url == f"/account/login/?next={address}"

    client.force_login(make_customer())
    response = client.get(address)
    assert response.status_code == 200
    assert "noindex" in response.content.decode()


@pytest.mark.parametrize(("address", "heading"), DOORS.items())
def test_doors_open_to_everybody_and_say_what_they_are(client, address, heading):
    page = client.get(address).content.decode()

    assert re.search(r"<h1[^>]*>\s*(.*?)\s*</h1>", page, re.DOTALL)[1] == heading


@pytest.mark.parametrize("address", [*PAGES, *DOORS])
def test_every_link_of_a_page_leads_somewhere(client, anna, address):
    if address in {"/account/login/", "/account/signup/"}:
        client.logout()
    page = client.get(address).content.decode()
    main = page[page.index("<main") : page.index("</main>")]

    for target in set(re.findall(r'(?:href|action)="(/[^"#]*)"', main)):
        assert client.get(target).status_code in {200, 302, 405}, target


@pytest.mark.parametrize("address", [*PAGES, *DOORS])
def test_every_field_names_itself_to_the_browser(client, anna, address):
    if address in {"/account/login/", "/account/signup/"}:
        client.logout()
    page = client.get(address).content.decode()
    main = page[page.index("<main") : page.index("</main>")]

    fields = re.findall(r"<(?:input|select|textarea)[^>]*>", main)
    typed = [tag for tag in fields if not re.search(r'type="(?:hidden|checkbox|radio|file|submit)"', tag)]
    assert [tag for tag in typed if "autocomplete=" not in tag] == []


def test_errors_stand_in_a_summary_with_links_and_by_the_field(client, anna):
    page = client.post(
        "/account/profile/", {"first_name": "", "username": "anna", "phone": "12"}
    ).content.decode()

    assert 'href="#id_first_name"' in page
    assert 'href="#id_phone"' in page
    phone = next(tag for tag in re.findall(r"<input[^>]*>", page) if 'id="id_phone"' in tag)
    assert re.search(r'aria-describedby="[^"]*id_phone_error', phone)
    assert 'aria-invalid="true"' in phone
    assert 'value="12"' in page  # what was typed survives


def test_the_profile_is_saved_and_shown_as_people_read_it(client, anna):
    client.post(
        "/account/profile/",
        {"first_name": "Аня", "last_name": "Ким", "phone": "8(921)000 00 00", "username": "Anya"},
    )

    anna.refresh_from_db()
    assert (anna.first_name, anna.last_name, anna.phone, anna.username) == (
        "Аня",
        "Ким",
        "+79210000000",
        "anya",
    )
    assert "+7\u00a0(921)\u00a0000-00-00" in client.get("/account/").content.decode()
    assert 'value="+7\u00a0(921)\u00a0000-00-00"' in client.get("/account/profile/").content.decode()
    client.post(
        "/account/profile/",
        {"first_name": "Аня", "phone": "+7\u00a0(921)\u00a0000-00-00", "username": "anya"},
    )
    anna.refresh_from_db()
    assert anna.phone == "+79210000000"


@pytest.mark.parametrize(
    "changes",
    [{"first_name": "я" * 10_000}, {"first_name": "a\0b"}, {"last_name": "x\r\ny"}, {"username": "boris"},
     {"username": "BORIS"}, {"username": "a@b.ru"}, {"username": ""}, {"username": "x y"},
     {"phone": "007921"}, {"username": "😀"}],
)  # fmt: skip
def test_bad_profiles_are_refused_and_change_nothing(client, anna, changes):
    make_customer("boris")

    response = client.post("/account/profile/", {"first_name": "Аня", "username": "anna", **changes})

    anna.refresh_from_db()
    assert response.status_code == 200
    assert response.context["form"].errors
    assert (anna.first_name, anna.username) == ("Анна", "anna")


def test_only_the_forms_own_fields_are_taken(client, anna):
    client.post(
        "/account/profile/",
        {"first_name": "Аня", "username": "anna", "is_staff": "1", "is_superuser": "1",
         "email": "x@example.com", "user": "1", "id": "77", "groups": "1", "password": "x", "balance": "100"},
    )  # fmt: skip

    anna.refresh_from_db()
    assert (anna.first_name, anna.is_staff, anna.is_superuser, anna.email) == (
        "Аня", False, False, "anna@example.com",
    )  # fmt: skip
    assert anna.groups.count() == 0


def test_household_answers_are_kept_and_can_be_taken_back(client, anna):
    answers = {
        "has_children": "yes",
        "renovation_planned": "yes",
        "renovation_start": "half_year",
        "renovation_rooms": ["kitchen", "nursery"],
    }
    client.post("/account/household/", answers)
    anna.userprofile.refresh_from_db()
    profile = anna.userprofile
    assert (profile.has_children, profile.renovation_start) == (True, "half_year")
    assert profile.renovation_rooms == ["kitchen", "nursery"]

    client.post("/account/household/", {**answers, "renovation_planned": "no"})
    profile.refresh_from_db()
    assert (profile.renovation_planned, profile.renovation_start, profile.renovation_rooms) == (False, "", [])

    client.post("/account/household/", {})
    profile.refresh_from_db()
    assert (profile.has_children, profile.renovation_planned) == (None, None)


@pytest.mark.parametrize(
    "answers",
    [{"has_children": "maybe"}, {"renovation_start": "1999"}, {"renovation_rooms": ["cellar"]},
     {"renovation_rooms": ["kitchen", "x" * 10_000]}],
)  # fmt: skip
def test_unknown_answers_are_refused(client, anna, answers):
    assert client.post("/account/household/", answers).context["form"].errors


# --- addresses ---


def test_the_first_address_is_the_main_one_and_the_crown_passes_on():
    user = make_customer()
    first = addresses.add_address(user.pk, text="Садовая, 1")
    second = addresses.add_address(user.pk, text="Невский, 2")
    third = addresses.add_address(user.pk, text="Литейный, 3", is_default=True)
    assert defaults(user) == [third.pk]

    addresses.choose_default(user.pk, first.pk)
    assert defaults(user) == [first.pk]
    addresses.remove_address(user.pk, first.pk)
    assert defaults(user) == [third.pk]
    addresses.remove_address(user.pk, third.pk)
    addresses.remove_address(user.pk, second.pk)
    assert defaults(user) == []


def defaults(user):
    return list(Address.objects.filter(user=user, is_default=True).values_list("pk", flat=True))


def test_the_database_refuses_a_second_main_address():
    user = make_customer()
    addresses.add_address(user.pk, text="Садовая, 1")

    with pytest.raises(IntegrityError), transaction.atomic():
        Address.objects.create(user=user, text="Невский, 2", is_default=True)


def test_there_is_an_end_to_addresses():
    user = make_customer()
    for number in range(addresses.LIMIT):
        addresses.add_address(user.pk, text=str(number))

    with pytest.raises(TooManyAddresses):
        addresses.add_address(user.pk, text="one more")


def test_addresses_by_the_pages(client, anna):
    client.post("/account/addresses/add/", {"text": "Садовая, 1", "zone": "inside_kad"})
    client.post("/account/addresses/add/", {"text": "Невский, 2", "zone": ""})
    first, second = Address.objects.order_by("pk")

    client.post(f"/account/addresses/{second.pk}/default/")
    assert defaults(anna) == [second.pk]
    client.post(f"/account/addresses/{first.pk}/", {"text": "Садовая, 12", "zone": "", "is_default": "on"})
    assert defaults(anna) == [first.pk]
    client.post(f"/account/addresses/{first.pk}/remove/")
    assert [address.text for address in Address.objects.all()] == ["Невский, 2"]


@pytest.mark.parametrize("text", ["", " ", "я" * 300, "a\0b", "Садовая\r\nBcc: x"])
def test_bad_addresses_are_refused(client, anna, text):
    assert client.post("/account/addresses/add/", {"text": text}).context["form"].errors
    assert not Address.objects.exists()


ROUTES = [("get", ""), ("post", ""), ("post", "default/"), ("post", "remove/")]


@pytest.mark.parametrize(("method", "suffix"), ROUTES)
def test_an_address_of_another_is_as_unknown_as_none(client, method, suffix):
    owner = make_customer()
    address = addresses.add_address(owner.pk, text="Садовая, 1")
    gone = addresses.add_address(owner.pk, text="Невский, 2")
    addresses.remove_address(owner.pk, gone.pk)

    for person in (make_customer(), make_staff(MANAGER)):
        client.force_login(person)
        answers = [
            getattr(client, method)(f"/account/addresses/{pk}/{suffix}", {"text": "чужой"})
            for pk in (address.pk, gone.pk, 10**15)
        ]
        assert {response.status_code for response in answers} == {404}
        assert (
            len({re.sub(rb"/addresses/[^\"]*|[\w-]{30,}", b"", response.content) for response in answers})
            == 1
        )
    address.refresh_from_db()
    assert (address.text, address.is_default) == ("Садовая, 1", True)


@pytest.mark.parametrize("pk", ["-1", "abc", "1e3", "99999999999999999999999", "%2e%2e"])
def test_odd_address_numbers_are_unknown(client, anna, pk):
    assert client.get(f"/account/addresses/{pk}/").status_code == 404


# --- photo ---


def picture(form="JPEG", size=(640, 480), mode="RGB", **options) -> bytes:
    data = io.BytesIO()
    Image.new(mode, size, 120 if mode == "L" else None).save(data, form, **options)
    return data.getvalue()


def upload(client, content: bytes, name="photo.jpg"):
    data = {"first_name": "Анна", "username": "anna", "avatar": SimpleUploadedFile(name, content)}
    return client.post("/account/profile/", data)


def test_a_photo_is_made_small_square_and_loses_its_secrets(client, anna):
    exif = Image.Exif()
    exif[0x8825] = {1: "N", 2: (59.0, 56.0, 0.0)}  # where it was taken
    exif[0x0112] = 6  # lying on its side

    assert upload(client, picture(exif=exif), "../../evil.php.jpg").status_code == 302

    anna.userprofile.refresh_from_db()
    stored = anna.userprofile.avatar
    assert re.fullmatch(r"avatars/[0-9a-f]{32}\.webp", stored.name)
    with stored.open() as file, Image.open(file) as image:
        assert (image.format, image.size) == ("WEBP", (320, 320))
        assert len(image.getexif()) == 0


@pytest.mark.parametrize(
    ("form", "mode"),
    [
        ("PNG", "RGBA"),
        ("PNG", "P"),
        ("WEBP", "RGB"),
        ("PNG", "I;16"),
        ("PNG", "1"),
        ("PNG", "LA"),
        ("PNG", "L"),
    ],
)
def test_usual_kinds_of_photo_are_taken(client, anna, form, mode):
    assert upload(client, picture(form, mode=mode)).status_code == 302


@pytest.mark.parametrize(
    "content",
    [
        b"", b"<html><script>alert(1)</script>", b"<svg xmlns='http://www.w3.org/2000/svg' onload='x'/>",
        picture("GIF"), picture("BMP"), picture("JPEG", mode="CMYK"), picture("PNG")[:300],
        b"\xff\xd8\xff\xe0 broken", b"%PDF-1.7",
    ],
)  # fmt: skip
def test_what_is_no_photo_is_refused(client, anna, content):
    response = upload(client, content)

    assert response.status_code == 200
    assert response.context["form"].errors["avatar"]
    anna.userprofile.refresh_from_db()
    assert not anna.userprofile.avatar


@pytest.mark.parametrize("size", [(50_000, 50_000), (15_000, 10_000)])
def test_a_picture_that_would_fill_the_memory_is_refused_unopened(client, anna, size):
    head = picture("PNG", size=(8, 8), mode="L")
    bomb = head[:16] + size[0].to_bytes(4, "big") + size[1].to_bytes(4, "big") + head[24:]

    assert upload(client, bomb, "photo.png").context["form"].errors["avatar"]


def test_a_file_that_is_too_heavy_is_refused(client, anna):
    assert upload(client, picture() + b"\0" * (8 * 1024 * 1024)).context["form"].errors["avatar"]


def test_a_new_photo_replaces_the_old_file_and_it_can_be_removed(
    client, anna, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        upload(client, picture())
    anna.userprofile.refresh_from_db()
    first, storage = anna.userprofile.avatar.name, anna.userprofile.avatar.storage
    with django_capture_on_commit_callbacks(execute=True):
        upload(client, picture())
    anna.userprofile.refresh_from_db()
    second = anna.userprofile.avatar.name
    assert (storage.exists(first), storage.exists(second)) == (False, True)

    with django_capture_on_commit_callbacks(execute=True):
        client.post("/account/profile/", {"first_name": "Анна", "username": "anna", "remove_avatar": "on"})
    anna.userprofile.refresh_from_db()
    assert not anna.userprofile.avatar
    assert not storage.exists(second)
