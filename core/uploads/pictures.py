"""The one gate that every uploaded picture passes."""

import warnings
from io import BytesIO
from pathlib import PurePosixPath

from django.utils.translation import gettext as _
from PIL import Image, UnidentifiedImageError

from core.errors import DomainError

from . import svg
from .containers import Damaged, take_apart
from .headers import kind_of

MAX_BYTES = 12 * 1024 * 1024
MAX_PIXELS = 40_000_000
# A picture has 200 MB to be read in. Some decoders keep it twice or four times over.
MAX_BUFFERED_PIXELS = 16_000_000
MAX_MODERN_PIXELS = 12_000_000
MAX_FRAMES = 200
EXTENSIONS = {
    "jpg": "jpeg",
    "jpeg": "jpeg",
    "png": "png",
    "gif": "gif",
    "webp": "webp",
    "avif": "avif",
    "svg": "svg",
}
AVIF_QUALITY = 90


class PictureRefused(DomainError):
    """A file that the library does not take; the message says what to do."""

    code = "picture_refused"


def clean(content: bytes, name: str) -> bytes:
    """`content` without private data, ready to be kept. Raises PictureRefused or SvgRefused.

    Sizes are read from headers before anything is decoded: a PNG of 18 kB may claim 150 million pixels.
    """
    if len(content) > MAX_BYTES:
        raise PictureRefused(_("The picture is larger than 12 MB. Make it smaller and try again."))
    extension = PurePosixPath(name.replace("\\", "/")).suffix[1:].lower()
    if extension not in EXTENSIONS:
        raise PictureRefused(_("Pictures must be JPEG, PNG, WebP, AVIF, GIF or SVG."))
    kind = kind_of(content)
    if kind != EXTENSIONS[extension]:
        raise PictureRefused(_("The file is not what its name says: it is no .%(extension)s picture.") % {
            "extension": extension
        })  # fmt: skip
    if kind == "svg":
        svg.check(content)
        return content
    return _avif(content) if kind == "avif" else _raster(content, kind)


def _damaged() -> PictureRefused:
    return PictureRefused(_("The picture is damaged: it ends too early or cannot be read. Save it again."))


def _check_size(width: int, height: int, frames: int) -> None:
    if frames > MAX_FRAMES:
        raise PictureRefused(_("The animation has more than 200 frames."))
    if not width * height:
        raise _damaged()
    if width * height * frames > MAX_PIXELS:
        raise PictureRefused(
            _("The picture has more than 40 million pixels (%(width)d × %(height)d). Make it smaller.")
            % {"width": width, "height": height}
        )


def _check_modern(width: int, height: int) -> None:
    """WebP and AVIF: their decoders fill up to 16 bytes for each pixel."""
    if width * height > MAX_MODERN_PIXELS:
        raise PictureRefused(
            _(
                "A picture of this kind may have 12 million pixels at most. "
                "Make it smaller or save it as JPEG."
            )
        )


def _raster(content: bytes, kind: str) -> bytes:
    try:
        picture = take_apart(content, kind)
    except Damaged as damaged:
        raise _damaged() from damaged
    _check_size(picture.width, picture.height, picture.frames)
    if picture.buffered and picture.width * picture.height > MAX_BUFFERED_PIXELS:
        raise PictureRefused(
            _(
                "A progressive JPEG may have 16 million pixels at most. "
                "Save it as an ordinary JPEG or make it smaller."
            )
        )
    if kind == "webp":
        _check_modern(picture.width, picture.height)
    if picture.channels == 4:
        raise PictureRefused(_("The picture has the colours of print (CMYK). Save it as RGB."))
    with _opened(picture.content, kind) as image:
        if image.size != (picture.width, picture.height):
            raise _damaged()
        _decode(image)
    return picture.content


def _avif(content: bytes) -> bytes:
    """AVIF keeps private data in the middle of the file, so a picture that has some is written anew."""
    with _opened(content, "avif") as image:
        _check_size(*image.size, getattr(image, "n_frames", 1))
        _check_modern(*image.size)
        _decode(image)
        if not (image.info.get("exif") or image.info.get("xmp")):
            return content
        output = BytesIO()
        image.save(output, "AVIF", quality=AVIF_QUALITY, exif=b"", xmp=b"")
        return output.getvalue()


def _opened(content: bytes, kind: str) -> Image.Image:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            return Image.open(BytesIO(content), formats=[kind])
    except (
        OSError,
        UnidentifiedImageError,
        ValueError,
        SyntaxError,
        Warning,
        Image.DecompressionBombError,
    ) as broken:
        raise _damaged() from broken


def _decode(image: Image.Image) -> None:
    """Prove that the pixels are there."""
    try:
        image.load()
    except (OSError, ValueError, SyntaxError, EOFError, IndexError) as broken:
        raise _damaged() from broken
