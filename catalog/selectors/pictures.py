"""Pictures and their renditions as two of the lists that one statement brings (`rows.Rows`)."""

from django.db import DEFAULT_DB_ALIAS
from django.db.models import Model, QuerySet

from ..models import Picture, Rendition
from .rows import Rows


def _columns(model: type[Model], *names: str) -> list[str]:
    """`names` in the order of the model's columns, which `from_db` goes by."""
    return [column.attname for column in model._meta.concrete_fields if column.attname in names]


PICTURE_COLUMNS = _columns(Picture, "id", "title", "description", "file", "width", "height")
# Without both sizes the image field would open the file to measure it.
RENDITION_COLUMNS = _columns(Rendition, "image_id", "filter_spec", "file", "width", "height")


def picture_rows(pictures: QuerySet[Picture]) -> Rows:
    return Rows(pictures, *PICTURE_COLUMNS)


def rendition_rows(renditions: QuerySet[Rendition]) -> Rows:
    return Rows(renditions, *RENDITION_COLUMNS)


def picture_objects(pictures: list, renditions: list) -> dict[int, Picture]:
    """Pictures by pk with `made`, as `renditions.picture_set` wants them. For reading, not for saving."""
    found = {}
    for row in pictures:
        picture = Picture.from_db(DEFAULT_DB_ALIAS, PICTURE_COLUMNS, row)
        picture.made = []
        found[picture.pk] = picture
    for row in renditions:
        rendition = Rendition.from_db(DEFAULT_DB_ALIAS, RENDITION_COLUMNS, row)
        found[rendition.image_id].made.append(rendition)
    return found
