"""Pictures for pages: which sizes exist, how they are made, and what a template needs to show one.

Renditions are made by a task on publish and by `load_demo`, never in a visitor's request: 24 cold cards cost
16 s. A page shows a rendition that exists, else the original file.
"""

from dataclasses import dataclass

from django.db.models import Prefetch, QuerySet
from PIL import Image

from .models import Picture, Rendition


@dataclass(frozen=True, slots=True)
class Role:
    """A place on the page: sizes in CSS pixels × density, and the proportion it is cut to."""

    widths: tuple[int, ...]
    ratio: tuple[int, int] = (4, 3)
    formats: tuple[str, ...] = ("avif", "webp", "jpeg")

    def spec(self, width: int, image_format: str) -> str:
        height = round(width * self.ratio[1] / self.ratio[0])
        return f"fill-{width}x{height}|format-{image_format}"

    @property
    def specs(self) -> list[str]:
        return [self.spec(width, kind) for kind in self.formats for width in self.widths]


ROLES = {
    "card": Role(widths=(360, 720)),
    "gallery": Role(widths=(720, 1200)),  # 720 is the card's too: one file serves both
    "thumb": Role(widths=(160,), formats=("webp",)),
    "share": Role(widths=(1200,), ratio=(1200, 630), formats=("jpeg",)),
}
MIME = {"avif": "image/avif", "webp": "image/webp"}


@dataclass(frozen=True, slots=True)
class PictureSet:
    """What `components/picture.html` needs: `sources` are (mime type, srcset) pairs, `src` the fallback."""

    src: str
    width: int
    height: int
    alt: str
    sources: tuple[tuple[str, str], ...] = ()
    srcset: str = ""


def prefetch(path: str, *roles: str) -> Prefetch:
    """Prefetch, in one query, of the renditions of `roles` for a picture reached by `path`."""
    specs = [spec for role in roles for spec in ROLES[role].specs]
    made = Rendition.objects.filter(filter_spec__in=specs)
    return Prefetch(f"{path}__renditions", queryset=made, to_attr="made")


def with_renditions(pictures: QuerySet[Picture], *roles: str) -> QuerySet[Picture]:
    """`pictures` with the renditions of `roles` at hand for `picture_set`, in one more query."""
    specs = [spec for role in roles for spec in ROLES[role].specs]
    return pictures.prefetch_related(
        Prefetch("renditions", queryset=Rendition.objects.filter(filter_spec__in=specs), to_attr="made")
    )


def picture_set(picture: Picture | None, role: str, *, alt: str = "") -> PictureSet | None:
    """The picture in a role, from renditions that `prefetch` or `with_renditions` brought."""
    if picture is None:
        return None
    place, found = ROLES[role], {rendition.filter_spec: rendition for rendition in picture.made}
    alt = alt or picture.description or picture.title
    height = round(place.widths[-1] * place.ratio[1] / place.ratio[0])

    def srcset(kind: str) -> str:
        made = [(found.get(place.spec(width, kind)), width) for width in place.widths]
        return ", ".join(f"{rendition.url} {width}w" for rendition, width in made if rendition)

    last = found.get(place.spec(place.widths[-1], place.formats[-1]))
    if picture.is_svg() or last is None:
        return PictureSet(picture.file.url, picture.width, picture.height, alt)
    sources = tuple((MIME[kind], made) for kind in place.formats if kind in MIME and (made := srcset(kind)))
    return PictureSet(last.url, place.widths[-1], height, alt, sources, srcset(place.formats[-1]))


def make(picture: Picture, *roles: str) -> int:
    """Make the missing renditions of `picture` (all roles by default); how many exist then. An SVG has none.

    Renditions of a focal point that was moved since are removed: pages look them up by size alone.
    """
    if picture.is_svg():
        return 0
    wanted = list(dict.fromkeys(spec for role in roles or ROLES for spec in ROLES[role].specs))
    # Else Wagtail asks its cache, which outlives rows that another process or a rollback took away.
    picture.prefetched_renditions = list(picture.renditions.filter(filter_spec__in=wanted))
    if len(picture.prefetched_renditions) < len(wanted):
        _check(picture)
    made = picture.get_renditions(*wanted)
    for rendition in picture.renditions.filter(filter_spec__in=wanted):
        if rendition.focal_point_key != made[rendition.filter_spec].focal_point_key:
            rendition.delete()
    return len(made)


def _check(picture: Picture) -> None:
    """Refuse a file that cannot be read before Wagtail opens temporary ones for every size: OSError."""
    with picture.open_file() as file, Image.open(file) as image:
        image.load()
