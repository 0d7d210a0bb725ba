"""`manage.py reset_second_factor <login>`: let in somebody whose phone and recovery codes are lost."""

from django.core.management.base import BaseCommand, CommandError

from users.limiter import find_account
from users.services import second_factor


class Command(BaseCommand):
    help = "Delete the one-time codes of an account, end its sessions and tell its owner by letter."

    def add_arguments(self, parser):
        parser.add_argument("login", help="login name or e-mail")

    def handle(self, *args, login: str, **options):
        user = find_account(login)
        if user is None:
            raise CommandError(f"Nobody has the login name or e-mail {login}.")
        second_factor.reset(user)
        self.stdout.write(f"{user.username} <{user.email}>: the next login asks for the password only.")
