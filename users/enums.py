"""Closed lists about people. The Russian words of rooms and dates are the owner's and stand word for word."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class RenovationStart(models.TextChoices):
    ALREADY = "already", _("already under way")
    SOON = "soon", _("starting soon")
    HALF_YEAR = "half_year", _("within half a year")
    YEAR = "year", _("within a year")


class Room(models.TextChoices):
    KITCHEN = "kitchen", _("kitchen")
    CORRIDOR = "corridor", _("corridor")
    HALLWAY = "hallway", _("hallway")
    BATHROOM = "bathroom", _("bathroom")
    NURSERY = "nursery", _("nursery")
    BEDROOM = "bedroom", _("bedroom")
    LIVING_ROOM = "living_room", _("living room")
    DINING_ROOM = "dining_room", _("dining room")
    STUDY = "study", _("study")


class Zone(models.TextChoices):
    """Where an address lies; the ring road is what delivery prices ask about."""

    INSIDE_KAD = "inside_kad", _("inside the ring road (KAD)")
    BEYOND_KAD = "beyond_kad", _("beyond the ring road")


class Purpose(models.TextChoices):
    PERSONAL_DATA = "personal_data", _("processing of personal data")
    MAILING = "mailing", _("news and offers by mail")


class Decision(models.TextChoices):
    GIVEN = "given", _("given")
    WITHDRAWN = "withdrawn", _("withdrawn")


class ConsentSource(models.TextChoices):
    SIGNUP = "signup", _("sign-up form")
    ACCOUNT = "account", _("account page")
    RENEWAL = "renewal", _("question after the text changed")
    STAFF = "staff", _("entered by staff")
    CHECKOUT = "checkout", _("checkout")


class TokenType(models.TextChoices):
    REFRESH = "refresh", _("session of a programme")
    EMAIL_VERIFY = "email_verify", _("e-mail verification")
    PASSWORD_RESET = "password_reset", _("password reset")


class Door(models.TextChoices):
    """A place where a secret can be guessed, letters can be asked for, or the last pieces be taken away."""

    PASSWORD = "password", _("password")
    CODE = "code", _("one-time code")
    RESET = "reset", _("password reset")
    SIGNUP = "signup", _("sign-up")
    LETTER = "letter", _("verification letter")
    SHARED = "shared", _("password of a page")
    ORDER_CODE = "order_code", _("code of an order")
    VOUCHER = "voucher", _("promotion code")
    ORDER = "order", _("order")
    PAYMENT = "payment", _("payment")
