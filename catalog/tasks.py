"""Celery's doors into the catalogue."""

import logging

from celery import shared_task

from . import renditions
from .models import Picture
from .picture_use import unprepared_pictures

logger = logging.getLogger(__name__)
PICTURES_AT_ONCE = 100


@shared_task(name="catalog.make_renditions")
def make_renditions(*picture_ids: int) -> None:
    """Make the missing sizes of some pictures; a file that cannot be read is logged and passed by."""
    for picture in Picture.objects.filter(pk__in=picture_ids):
        try:
            renditions.make(picture)
        except (OSError, ValueError) as error:
            logger.error("no renditions of picture %s (%s): %s", picture.pk, picture.file.name, error)


@shared_task(name="catalog.make_missing_renditions")
def make_missing_renditions() -> None:
    """Catch up on lost messages and on new sizes, some pictures at a time."""
    make_renditions(*unprepared_pictures(PICTURES_AT_ONCE))
