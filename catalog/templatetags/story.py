"""What templates of story blocks need."""

from django import template

from ..models import Picture
from ..renditions import PictureSet, picture_set

register = template.Library()


@register.filter
def shown(picture: Picture) -> PictureSet:
    """The picture as `components/picture.html` takes it; `PictureBlock` has brought its renditions."""
    return picture_set(picture, "gallery")
