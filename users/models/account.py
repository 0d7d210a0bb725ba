"""Who a person is."""

from django.contrib.auth.models import AbstractUser
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from core.money import ZERO

from ..enums import RenovationStart
from ..fields import FoldedEmailField, FoldedUsernameField
from ..managers import AccountManager, invented_username
from ..phones import format_phone
from ..validators import validate_plain_line, validate_rooms, validate_username


class CustomUser(AbstractUser):
    """An account. E-mail is unique and, like the username, opens the door; both without regard to case."""

    username = FoldedUsernameField(
        _("login name"),
        max_length=150,
        unique=True,
        default=invented_username,
        validators=[validate_username],
        help_text=_("Letters, digits and the signs . + - _; opens the door just as the e-mail does."),
        error_messages={"unique": _("This login name is taken. Please choose another.")},
    )
    email = FoldedEmailField(
        _("e-mail"),
        unique=True,
        error_messages={"unique": _("This e-mail belongs to another account.")},
    )
    first_name = models.CharField(
        _("first name"), max_length=150, blank=True, validators=[validate_plain_line]
    )
    last_name = models.CharField(_("last name"), max_length=150, blank=True, validators=[validate_plain_line])
    phone = models.CharField(
        _("phone"), max_length=16, blank=True, help_text=_("E.164, for example +79210000000")
    )

    objects = AccountManager()

    class Meta:
        verbose_name = _("account")
        verbose_name_plural = _("accounts")
        constraints = [
            models.CheckConstraint(condition=~models.Q(username__contains="@"), name="username_is_no_email"),
            models.CheckConstraint(condition=~models.Q(email=""), name="account_has_email"),
        ]

    def __str__(self) -> str:
        return self.get_full_name() or self.email

    def save(self, *args, **kwargs):
        """A new account gets its profile in the same transaction, whichever road made it (form, command,
        allauth).
        """
        if not self._state.adding:
            return super().save(*args, **kwargs)
        with transaction.atomic(using=kwargs.get("using")):
            super().save(*args, **kwargs)
            UserProfile.objects.using(self._state.db).get_or_create(user=self)

    def clean(self):
        """AbstractUser's own clean only touches spelling, which the fields do."""

    @property
    def greeting(self) -> str:
        """What to call the person on screen: the first name, or the e-mail until we know it."""
        return self.first_name or self.email

    @property
    def phone_display(self) -> str:
        return format_phone(self.phone) if self.phone else ""


class UserProfile(models.Model):
    """What a customer told about the household; exactly one per account. Every answer is free to give."""

    CART_EXPIRATION_DAYS = 7

    user = models.OneToOneField(
        CustomUser, verbose_name=_("account"), on_delete=models.CASCADE, related_name="userprofile"
    )
    avatar = models.ImageField(_("photo"), upload_to="avatars/", blank=True)
    has_children = models.BooleanField(_("children"), null=True, blank=True)
    renovation_planned = models.BooleanField(_("renovation planned"), null=True, blank=True)
    renovation_start = models.CharField(
        _("renovation starts"), max_length=10, choices=RenovationStart.choices, blank=True
    )
    renovation_rooms = models.JSONField(
        _("rooms of the renovation"), default=list, blank=True, validators=[validate_rooms]
    )

    class Meta:
        verbose_name = _("profile")
        verbose_name_plural = _("profiles")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(renovation_start__in=["", *RenovationStart.values]),
                name="renovation_start_is_known",
            )
        ]

    def __str__(self) -> str:
        return str(self.user)

    @property
    def completion(self) -> int:
        """Per cent of the questions that are answered; 100 when nothing is left to ask.

        Date and rooms of a renovation are asked only of those who plan one.
        """
        user = self.user
        answers = [
            user.first_name,
            user.last_name,
            user.phone,
            self.avatar,
            user.addresses.exists(),
            self.has_children is not None,
            self.renovation_planned is not None,
        ]
        if self.renovation_planned:
            answers += [self.renovation_start, self.renovation_rooms]
        return round(100 * sum(map(bool, answers)) / len(answers))

    @property
    def balance(self):
        """Roubles that the customer keeps with the shop; the account of it is made with its first entry."""
        account = getattr(self.user, "balance_account", None)
        return account.balance if account else ZERO

    def get_balance(self):
        return self.balance

    def get_cart(self):
        """The cart in use; None when there is none, or it was left alone for seven days."""
        return self.user.carts.current()

    def get_unpaid_orders(self):
        """Placed orders that wait for money, oldest first, and their sum in roubles."""
        waiting = list(self.user.orders.unpaid().order_by("order_date", "pk"))
        return waiting, sum((order.total for order in waiting), ZERO)
