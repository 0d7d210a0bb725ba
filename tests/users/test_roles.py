"""The five roles: brought about by one command, and what each may do."""

from dataclasses import replace

import pytest
from django.contrib.auth.models import Group, Permission
from django.core.management import CommandError, call_command
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission, Page

from istok.roles import ADMINISTRATOR, EDITOR, MANAGER, MEASURER, PRODUCTION, ROLES
from tests.factories.people import make_staff, make_user
from users.services.roles import group_of, rights, sync_roles

pytestmark = pytest.mark.django_db


def state():
    groups = Group.objects.values_list("name", "permissions__codename", "permissions__content_type")
    pages = GroupPagePermission.objects.values_list("group__name", "permission__codename", "page")
    files = GroupCollectionPermission.objects.values_list("group__name", "permission__codename")
    return sorted(map(str, [*groups, *pages, *files]))


def test_the_groups_have_russian_names_and_wagtails_own_are_gone():
    call_command("sync_roles", verbosity=0)

    assert sorted(Group.objects.values_list("name", flat=True)) == [
        "Администратор", "Замерщик", "Менеджер", "Производство", "Редактор",
    ]  # fmt: skip


def test_running_twice_changes_nothing_and_members_stay():
    sync_roles(ROLES)
    user = make_staff(EDITOR)
    before = state()

    sync_roles(ROLES)

    assert state() == before
    assert list(user.groups.all()) == [group_of(EDITOR)]


def test_hand_made_changes_are_put_right():
    sync_roles(ROLES)
    before = state()
    group = group_of(MANAGER)
    group.permissions.add(Permission.objects.get(codename="delete_customuser"))
    group.permissions.remove(Permission.objects.get(codename="access_admin"))
    GroupPagePermission.objects.create(
        group=group,
        page=Page.objects.get(depth=1),
        permission=Permission.objects.get(codename="publish_page"),
    )

    sync_roles(ROLES)

    assert state() == before


def test_a_group_of_wagtail_with_people_in_it_is_left_alone():
    make_user("anna").groups.add(Group.objects.get(name="Editors"))

    sync_roles(ROLES)

    assert Group.objects.filter(name="Editors").exists()
    assert not Group.objects.filter(name="Moderators").exists()


def test_a_role_with_an_unknown_right_is_told_and_nothing_is_written(settings, monkeypatch):
    wrong = replace(MEASURER, permissions=MEASURER.permissions | rights("catalog.nonsense", "view"))
    monkeypatch.setattr("istok.roles.ROLES", (EDITOR, wrong))
    before = state()

    with pytest.raises(CommandError, match=r"catalog\.view_nonsense"):
        call_command("sync_roles")

    assert state() == before


MAY = {
    EDITOR: {
        "catalog.change_facet",
        "catalog.change_variant",
        "catalog.change_review",
        "promotions.change_promotion",
    },
    MANAGER: {
        "catalog.change_review",
        "inventory.view_stockitem",
        "orders.view_order",
        "orders.handle_order",
        "orders.cancel_order",
        "promotions.view_promotion",
    },
    MEASURER: set(),
    PRODUCTION: {"inventory.view_stockitem"},
    ADMINISTRATOR: {
        "users.change_customuser",
        "auth.change_group",
        "users.add_consenttext",
        "catalog.change_facet",
        "orders.handle_order",
        "promotions.change_promotion",
        "cart.change_deliverysettings",
    },
}
SENSITIVE = {
    "users.change_customuser", "auth.change_group", "users.add_consenttext", "users.view_consent",
    "home.change_contactsettings", "catalog.change_facet", "catalog.change_variant", "catalog.change_review",
    "inventory.view_stockitem", "wagtailcore.change_site", "cart.change_deliverysettings",
}  # fmt: skip


@pytest.mark.parametrize("role", ROLES, ids=lambda role: role.code)
def test_each_role_enters_and_may_what_it_should(role):
    user = make_staff(role)

    assert user.has_perm("wagtailadmin.access_admin")
    assert MAY[role] <= user.get_all_permissions()


@pytest.mark.parametrize("role", [MEASURER, PRODUCTION, EDITOR], ids=lambda role: role.code)
def test_orders_are_the_managers_and_administrators_only(role):
    rights_of = make_staff(role).get_all_permissions()

    assert {name for name in rights_of if name.startswith("orders.")} == set()


@pytest.mark.parametrize("role", ROLES, ids=lambda role: role.code)
def test_nobody_edits_an_order_by_a_form(role):
    rights_of = make_staff(role).get_all_permissions()

    assert not {f"orders.{action}_order" for action in ("add", "change", "delete")} & rights_of


@pytest.mark.parametrize("role", [MANAGER, MEASURER, PRODUCTION, EDITOR], ids=lambda role: role.code)
def test_no_other_role_touches_people_or_settings(role):
    user = make_staff(role)
    forbidden = {
        name for name in SENSITIVE if name.split(".")[0] in {"users", "auth", "home", "wagtailcore", "cart"}
    }

    assert not forbidden & user.get_all_permissions()


@pytest.mark.parametrize("role", ROLES, ids=lambda role: role.code)
def test_only_editors_and_administrators_have_pages(role):
    user = make_staff(role)
    page = Page.objects.get(depth=2)

    assert page.permissions_for_user(user).can_publish() is (role in {EDITOR, ADMINISTRATOR})


def test_editors_fill_the_library():
    user = make_staff(EDITOR)

    held = GroupCollectionPermission.objects.filter(
        group__user=user, collection=Collection.get_first_root_node()
    )
    assert {row.permission.codename for row in held} >= {"add_image", "choose_image", "add_document"}


@pytest.mark.parametrize(
    ("role", "address", "status"),
    [
        (EDITOR, "/admin/pages/", 200),
        (EDITOR, "/admin/users/", 403),
        (EDITOR, "/admin/groups/", 403),
        (EDITOR, "/admin/consents/", 403),
        (EDITOR, "/admin/orders/", 403),
        (EDITOR, "/admin/promotions/", 200),
        (MANAGER, "/admin/orders/", 200),
        (MANAGER, "/admin/promotions/", 200),
        (MANAGER, "/admin/promotions/new/", 403),
        (MANAGER, "/admin/settings/cart/deliverysettings/", 403),
        (MANAGER, "/admin/users/", 403),
        (MANAGER, "/admin/images/", 403),
        (MEASURER, "/admin/", 200),
        (MEASURER, "/admin/users/", 403),
        (PRODUCTION, "/admin/orders/", 403),
        (ADMINISTRATOR, "/admin/users/", 200),
        (ADMINISTRATOR, "/admin/orders/", 200),
        (ADMINISTRATOR, "/admin/groups/", 200),
        (ADMINISTRATOR, "/admin/consents/", 200),
        (ADMINISTRATOR, "/admin/consent-texts/", 200),
        (ADMINISTRATOR, "/admin/consent-texts/new/", 200),
    ],
)
def test_screens_open_to_those_who_may(client, role, address, status):
    client.force_login(make_staff(role))

    assert client.get(address).status_code == status
