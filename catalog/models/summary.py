"""Read models of the catalogue: what listings and search need at hand."""

from django.db import models
from django.db.models.functions import Length
from django.utils.translation import gettext_lazy as _

from core.money import money_field

from .pages import ProductPage

# A score of one or two people is noise: it is hidden and sorts last until there are three.
REVIEWS_NEEDED = 3


class ProductSummary(models.Model):
    """Figures that variants and reviews decide, written by `catalog.services.summary.refresh` alone.

    price_from: roubles, the cheapest active variant, None without one. words: what search looks through, made
    by `catalog.search.index_words`.
    """

    product = models.OneToOneField(
        ProductPage, on_delete=models.CASCADE, primary_key=True, related_name="summary"
    )
    price_from = money_field(_("price from, ₽"), null=True)
    lead_days = models.PositiveSmallIntegerField(_("lead time, working days"), null=True)
    rating_sum = models.PositiveIntegerField(default=0)
    rating_count = models.PositiveIntegerField(default=0)
    popularity = models.PositiveIntegerField(default=0)
    words = models.TextField(default="")

    class Meta:
        verbose_name = _("product figures")
        verbose_name_plural = _("product figures")
        indexes = [
            models.Index(fields=["price_from"], name="summary_by_price"),
            models.Index(fields=["popularity"], name="summary_by_popularity"),
        ]

    def __str__(self) -> str:
        return str(self.product_id)

    @property
    def rating(self) -> float | None:
        """Average of the published reviews, one decimal; None without reviews."""
        return round(self.rating_sum / self.rating_count, 1) if self.rating_count else None


class SearchSynonym(models.Model):
    """Words that customers use for the same thing: «гарнитур» = «кухня»."""

    words = models.CharField(
        _("words, comma-separated"),
        max_length=255,
        help_text=_("A search for one finds all: шкаф-купе, гардероб"),
    )

    class Meta:
        verbose_name = _("search synonym")
        verbose_name_plural = _("search synonyms")
        ordering = ["words"]

    def __str__(self) -> str:
        return self.words


class SearchWord(models.Model):
    """A word that some product holds or held: what a mistyped word may have meant."""

    word = models.CharField(_("word"), max_length=100, primary_key=True)
    length = models.GeneratedField(
        expression=Length("word"), output_field=models.PositiveSmallIntegerField(), db_persist=True
    )

    class Meta:
        verbose_name = _("search word")
        verbose_name_plural = _("search words")
        indexes = [models.Index(fields=["length"], name="search_word_by_length")]

    def __str__(self) -> str:
        return self.word
