"""Questions about many promotions."""

from datetime import date

from django.db import models
from django.db.models import Q

from .enums import Phase


class PromotionQuerySet(models.QuerySet):
    def in_phase(self, phase: str, today: date) -> "PromotionQuerySet":
        """Those that are switched off, coming, in force or over on `today`, the shop's own day."""
        coming, over = Q(start_date__gt=today), Q(end_date__lt=today)
        conditions = {
            Phase.OFF: Q(active=False),
            Phase.COMING: Q(active=True) & coming & ~over,
            Phase.OVER: Q(active=True) & over,
            Phase.IN_FORCE: Q(active=True, start_date__lte=today)
            & (Q(end_date__isnull=True) | Q(end_date__gte=today)),
        }
        return self.filter(conditions[Phase(phase)])
