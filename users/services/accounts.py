"""Accounts: opening one, its e-mail, its profile."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from allauth.account.models import EmailAddress
from django.db import IntegrityError, transaction
from django.http import HttpRequest

from ..enums import ConsentSource, Decision, Purpose
from ..errors import ConsentRequired, EmailTaken, UsernameTaken
from ..fields import fold_email, fold_username
from ..models import CustomUser, UserProfile
from . import avatars, consents


@dataclass(frozen=True)
class Agreement:
    """What the person ticked, and the versions of the texts that were on the screen (None: the newest)."""

    personal_data: bool
    mailing: bool = False
    personal_data_version: int | None = None
    mailing_version: int | None = None


@transaction.atomic
def register(
    *,
    email: str,
    password: str,
    agreement: Agreement,
    first_name: str = "",
    last_name: str = "",
    phone: str = "",
    username: str = "",
    source: ConsentSource = ConsentSource.SIGNUP,
    request: HttpRequest | None = None,
) -> CustomUser:
    """Open an account with its profile, address book of letters and consents, all or nothing.

    phone: E.164. Raises ConsentRequired, TextChanged, EmailTaken, UsernameTaken. Sends nothing: the caller
    knows which letter comes next.
    """
    if not agreement.personal_data:
        raise ConsentRequired
    if CustomUser.objects.filter(email=email).exists():
        raise EmailTaken
    if username and CustomUser.objects.filter(username=username).exists():
        raise UsernameTaken
    try:
        with transaction.atomic():
            user = CustomUser.objects.create_user(
                username or None, email, password, first_name=first_name, last_name=last_name, phone=phone
            )
    except IntegrityError:  # somebody was quicker by a moment
        raise EmailTaken from None
    EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=False)
    asked = {
        Purpose.PERSONAL_DATA: (agreement.personal_data, agreement.personal_data_version),
        Purpose.MAILING: (agreement.mailing, agreement.mailing_version),
    }
    for purpose, (agreed, version) in asked.items():
        if agreed:
            consents.record(user, purpose, Decision.GIVEN, source=source, request=request, version=version)
    return user


@transaction.atomic
def set_email(user_id: int, *, email: str, verified: bool) -> None:
    """Give an account another e-mail: by its owner's proof (verified) or by an administrator's hand (not
    verified).

    Raises EmailTaken. Links that went to the old address end.
    """
    user = CustomUser.objects.select_for_update().get(pk=user_id)
    email = fold_email(email)
    if CustomUser.objects.filter(email=email).exclude(pk=user.pk).exists():
        raise EmailTaken
    user.email = email
    try:
        with transaction.atomic():
            user.save(update_fields=["email"])
            EmailAddress.objects.filter(user=user).exclude(email=email).delete()
            EmailAddress.objects.update_or_create(
                user=user, email=email, defaults={"primary": True, "verified": verified}
            )
    except IntegrityError:  # somebody was quicker by a moment
        raise EmailTaken from None


def has_proved_email(user: CustomUser) -> bool:
    """Whether the owner of the account has shown that its e-mail is his."""
    return EmailAddress.objects.filter(user=user, email=user.email, verified=True).exists()


def trust_email(user: CustomUser) -> None:
    """Take the e-mail as proved: for accounts made on the server's own console and for the demo."""
    set_email(user.pk, email=user.email, verified=True)


def rename(user: CustomUser, *, username: str) -> None:
    """Choose another login name. Raises UsernameTaken."""
    if fold_username(username) == user.username:
        return
    user.username = username
    try:
        with transaction.atomic():
            user.save(update_fields=["username"])
    except IntegrityError:
        user.refresh_from_db(fields=["username"])
        raise UsernameTaken from None


@transaction.atomic
def change_person(user: CustomUser, answers: Mapping[str, Any]) -> None:
    """Save what `PersonForm` understood, all or nothing. Raises UsernameTaken, AvatarRefused."""
    rename(user, username=answers["username"])
    user.first_name, user.last_name, user.phone = (
        answers[name] for name in ("first_name", "last_name", "phone")
    )
    user.save(update_fields=["first_name", "last_name", "phone"])
    if answers.get("avatar"):
        avatars.set_avatar(user.userprofile, answers["avatar"])
    elif answers.get("remove_avatar"):
        avatars.remove_avatar(user.userprofile)


def answer_household(profile: UserProfile, answers: Mapping[str, Any]) -> None:
    """Save what `HouseholdForm` understood."""
    names = ("has_children", "renovation_planned", "renovation_start", "renovation_rooms")
    for name in names:
        setattr(profile, name, answers[name])
    profile.save(update_fields=names)
