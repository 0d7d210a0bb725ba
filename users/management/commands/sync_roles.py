"""`manage.py sync_roles`: bring the groups of the staff to what the code says."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.module_loading import import_string

from users.services.roles import UnknownPermission, sync_roles


class Command(BaseCommand):
    help = "Create or bring up to date the groups of the five roles. Safe to run again; members stay."

    def handle(self, *args, **options):
        try:
            groups = sync_roles(import_string(settings.ROLES))
        except UnknownPermission as error:
            raise CommandError(str(error)) from None
        for group in groups:
            self.stdout.write(f"{group.name}: {group.permissions.count()}")
