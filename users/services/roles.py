"""Roles: groups of the admin that the code describes and `manage.py sync_roles` brings about."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.contrib.auth.models import Group, Permission
from django.db import transaction
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission, Page

# Wagtail's own groups come with rights that nobody here decided on.
FOREIGN_GROUPS = ("Editors", "Moderators")


class UnknownPermission(LookupError):
    """A role names a right that no installed app has: the definition is wrong, nothing is written."""


@dataclass(frozen=True)
class Role:
    """name: what people read, and the group's identity. permissions: `app.codename`.

    pages: what may be done with every page. files: what may be done with every picture and document.
    """

    code: str
    name: str
    permissions: frozenset[str] = field(default_factory=frozenset)
    pages: frozenset[str] = field(default_factory=frozenset)
    files: frozenset[str] = field(default_factory=frozenset)


def rights(model: str, *actions: str) -> frozenset[str]:
    """`rights("catalog.facet", "view")` → {"catalog.view_facet"}; without actions all four."""
    app, name = model.split(".")
    return frozenset(f"{app}.{action}_{name}" for action in actions or ("view", "add", "change", "delete"))


@transaction.atomic
def sync_roles(roles: Iterable[Role]) -> list[Group]:
    """Give each role's group exactly the rights of its definition, at any number of runs; members stay.

    Rights ticked by hand in such a group go: who needs more gets a group of the owner's own.
    """
    groups = [_sync(role) for role in roles]
    Group.objects.filter(name__in=FOREIGN_GROUPS, user=None).delete()
    return groups


def group_of(role: Role) -> Group:
    return Group.objects.get(name=role.name)


def _sync(role: Role) -> Group:
    group, _ = Group.objects.get_or_create(name=role.name)
    group.permissions.set(_find(role.permissions))
    pages = _find(f"wagtailcore.{action}_page" for action in role.pages)
    root = Page.objects.get(depth=1)
    _replace(GroupPagePermission.objects.filter(group=group), group, pages, page=root)
    files = _find(role.files)
    collection = Collection.get_first_root_node()
    _replace(GroupCollectionPermission.objects.filter(group=group), group, files, collection=collection)
    return group


def _replace(existing, group: Group, permissions: list[Permission], **place) -> None:
    """Leave exactly one row per permission at this place, and touch nothing that is right already."""
    existing.exclude(permission__in=permissions, **place).delete()
    for permission in permissions:
        existing.model.objects.get_or_create(group=group, permission=permission, **place)


def _find(names: Iterable[str]) -> list[Permission]:
    wanted = set(names)
    found = {
        f"{permission.content_type.app_label}.{permission.codename}": permission
        for permission in Permission.objects.filter(
            codename__in=[name.split(".")[1] for name in wanted]
        ).select_related("content_type")
    }
    if missing := wanted - found.keys():
        raise UnknownPermission(f"no such permission: {', '.join(sorted(missing))}")
    return [found[name] for name in sorted(wanted)]
