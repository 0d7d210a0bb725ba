"""How accounts come into being."""

import secrets

from django.apps import apps
from django.contrib.auth.models import UserManager
from django.db import models, transaction

# No vowels and no look-alikes: the name is read aloud over the phone and spells no words.
ALPHABET = "bcdfghjkmnpqrstvwxz23456789"


def invented_username() -> str:
    """A login name for somebody who chose none.

    It is random, not made of the e-mail: a guessable name would tell a stranger that the e-mail has an
    account here.
    """
    return "id-" + "".join(secrets.choice(ALPHABET) for _ in range(10))


class AccountQuerySet(models.QuerySet):
    def bulk_create(self, objs, *args, **kwargs):
        """As Django's, with a profile for every account: bulk inserts call no `save()`."""
        profile = self.model.userprofile.related.related_model
        with transaction.atomic(using=self.db):
            created = super().bulk_create(objs, *args, **kwargs)
            profile.objects.using(self.db).bulk_create(
                [profile(user_id=user.pk) for user in created], ignore_conflicts=True
            )
        return created


class AccountManager(UserManager.from_queryset(AccountQuerySet)):
    def _create_user(self, username, email, password, **extra_fields):
        return super()._create_user(username or invented_username(), email, password, **extra_fields)

    def create_user(self, username=None, email=None, password=None, **extra_fields):
        return super().create_user(username or invented_username(), email, password, **extra_fields)

    def create_superuser(self, username=None, email=None, password=None, **extra_fields):
        """As Django's; the e-mail counts as proved, because who types on the server's console needs no
        letter.
        """
        with transaction.atomic(using=self.db):
            user = super().create_superuser(username or invented_username(), email, password, **extra_fields)
            addresses = apps.get_model("account", "EmailAddress").objects
            addresses.create(user=user, email=user.email, primary=True, verified=True)
        return user
