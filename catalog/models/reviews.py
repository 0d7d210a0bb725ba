"""What customers say."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from ..enums import ReviewState
from .pages import ProductPage


class Review(models.Model):
    """One customer's opinion of one product; shown after moderation.

    `verified`: the customer got an order with it.
    """

    product = models.ForeignKey(
        ProductPage, verbose_name=_("product"), on_delete=models.CASCADE, related_name="reviews"
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("customer"), on_delete=models.CASCADE, related_name="reviews"
    )
    rating = models.PositiveSmallIntegerField(
        _("rating"), default=5, validators=[MinValueValidator(1), MaxValueValidator(5)]
    )
    comment = models.TextField(_("text"), blank=True, max_length=3000)
    verified = models.BooleanField(_("verified purchase"), default=False, editable=False)
    state = models.CharField(
        _("state"), max_length=10, choices=ReviewState.choices, default=ReviewState.PENDING
    )
    reply = models.TextField(_("shop's reply"), blank=True, max_length=3000)
    created_at = models.DateTimeField(_("written"), auto_now_add=True)
    moderated_at = models.DateTimeField(_("moderated"), null=True, blank=True)
    moderated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("moderator"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )

    class Meta:
        verbose_name = _("review")
        verbose_name_plural = _("reviews")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["product", "user"], name="review_once_per_product_and_customer"),
            models.CheckConstraint(
                condition=models.Q(rating__range=(1, 5)), name="review_rating_between_1_and_5"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.product} · {self.rating}"
