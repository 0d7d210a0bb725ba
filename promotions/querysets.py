"""Questions about many promotions."""

from datetime import date

from django.db import models
from django.db.models import Q

from .enums import Phase


def in_force(today: date) -> Q:
    """Switched on, and `today`, the shop's own day, lies in the dates."""
    return Q(active=True, start_date__lte=today) & (Q(end_date__isnull=True) | Q(end_date__gte=today))


class PromotionQuerySet(models.QuerySet):
    def in_phase(self, phase: str, today: date) -> "PromotionQuerySet":
        """Those of which `Promotion.phase` says the same."""
        conditions = {
            Phase.OFF: Q(active=False),
            Phase.COMING: Q(active=True, start_date__gt=today),
            Phase.OVER: Q(active=True, end_date__lt=today),
            Phase.IN_FORCE: in_force(today),
        }
        return self.filter(conditions[Phase(phase)])
