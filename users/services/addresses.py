"""Addresses of a person: several, one of them the default."""

from django.db import transaction

from ..errors import TooManyAddresses
from ..models import Address, CustomUser

LIMIT = 20


@transaction.atomic
def add_address(user_id: int, *, text: str, zone: str = "", is_default: bool = False) -> Address:
    """Add an address; the first one becomes the default whatever was asked. Raises TooManyAddresses."""
    _lock(user_id)
    count = Address.objects.filter(user_id=user_id).count()
    if count >= LIMIT:
        raise TooManyAddresses(LIMIT)
    address = Address.objects.create(user_id=user_id, text=text, zone=zone)
    if is_default or not count:
        _make_default(address)
    return address


@transaction.atomic
def change_address(user_id: int, address_id: int, *, text: str, zone: str, is_default: bool) -> Address:
    """Change an address. The default stays default: another one takes over by being chosen.

    Raises Address.DoesNotExist for an address of somebody else.
    """
    _lock(user_id)
    address = Address.objects.get(user_id=user_id, pk=address_id)
    address.text, address.zone = text, zone
    address.save(update_fields=["text", "zone"])
    if is_default:
        _make_default(address)
    return address


@transaction.atomic
def choose_default(user_id: int, address_id: int) -> None:
    """Raises Address.DoesNotExist for an address of somebody else."""
    _lock(user_id)
    _make_default(Address.objects.get(user_id=user_id, pk=address_id))


@transaction.atomic
def remove_address(user_id: int, address_id: int) -> None:
    """Remove an address; when it was the default, the newest of the others takes over."""
    _lock(user_id)
    address = Address.objects.get(user_id=user_id, pk=address_id)
    address.delete()
    if address.is_default:
        heir = Address.objects.filter(user_id=user_id).order_by("-pk").first()
        if heir is not None:
            _make_default(heir)


def _lock(user_id: int) -> None:
    CustomUser.objects.select_for_update().only("pk").get(pk=user_id)


def _make_default(address: Address) -> None:
    Address.objects.filter(user_id=address.user_id, is_default=True).exclude(pk=address.pk).update(
        is_default=False
    )
    address.is_default = True
    address.save(update_fields=["is_default"])
