"""Pictures that generated products share: plain drawings, made once with all their renditions."""

import random
from io import BytesIO

from django.core.files.base import ContentFile
from PIL import Image, ImageDraw

from ..models import Picture
from ..renditions import make
from .rows import PICTURES

TITLE = "Generated picture"
SIZE = (1200, 900)


def shared_pictures() -> list[Picture]:
    """The `PICTURES` shared pictures, in their order; those that are missing are drawn."""
    found = {picture.title: picture for picture in Picture.objects.filter(title__startswith=TITLE)}
    return [found.get(f"{TITLE} {number:02}") or _make(number) for number in range(PICTURES)]


def _make(number: int) -> Picture:
    stream = BytesIO()
    _drawing(random.Random(number)).save(stream, "JPEG", quality=85)  # noqa: S311
    picture = Picture.objects.create(
        title=f"{TITLE} {number:02}",
        description="Нарисованный предмет мебели",
        file=ContentFile(stream.getvalue(), name=f"generated-{number:02}.jpg"),
    )
    make(picture)
    return picture


def _drawing(dice: random.Random) -> Image.Image:
    """A cabinet against a wall: boxes of one colour with gaps between them."""
    wall, front = (tuple(dice.randrange(low, low + 60) for _ in range(3)) for low in (180, 90))
    picture = Image.new("RGB", SIZE, wall)
    pen = ImageDraw.Draw(picture)
    pen.rectangle((0, 760, 1200, 900), fill=tuple(part - 30 for part in wall))
    columns, shelves = dice.randint(2, 6), dice.randint(2, 5)
    width, height = 800 // columns, 600 // shelves
    for column in range(columns):
        for shelf in range(shelves):
            left, top = 200 + column * width, 180 + shelf * height
            shade = tuple(part + dice.randrange(-12, 12) for part in front)
            pen.rectangle((left, top, left + width - 6, top + height - 6), fill=shade)
    return picture
