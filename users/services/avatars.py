"""A person's photo: checked, turned upright, cut square and written anew, so that nothing of the upload is
kept.

Writing anew drops the EXIF block with its place and time, and whatever else was hidden in the file.
"""

import io
import uuid
from functools import partial

from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _
from PIL import Image, ImageOps

from ..errors import AvatarRefused
from ..models import UserProfile

MAX_BYTES = 8 * 1024 * 1024
SIDE = 320
# JPEG can be decoded at a fraction of its size, the others need every pixel in memory (4 bytes each).
MAX_PIXELS = {"JPEG": 60_000_000, "PNG": 24_000_000, "WEBP": 24_000_000}


def set_avatar(profile: UserProfile, upload: UploadedFile) -> None:
    """Replace the photo. Raises AvatarRefused with a sentence; then nothing is kept."""
    content = _rewrite(upload)
    _replace(profile, ContentFile(content, name=f"{uuid.uuid4().hex}.webp"))


def remove_avatar(profile: UserProfile) -> None:
    _replace(profile, None)


def _replace(profile: UserProfile, content: ContentFile | None) -> None:
    old = profile.avatar.name
    storage = profile.avatar.storage
    with transaction.atomic():
        if content is None:
            profile.avatar = ""
        else:
            profile.avatar.save(content.name, content, save=False)
        profile.save(update_fields=["avatar"])
        if old:
            transaction.on_commit(partial(storage.delete, old))


def _rewrite(upload: UploadedFile) -> bytes:
    if upload.size > MAX_BYTES:
        raise AvatarRefused(_("This file is larger than 8 MB. Please choose a smaller photo."))
    try:
        with Image.open(upload, formats=list(MAX_PIXELS)) as image:
            if image.width * image.height > MAX_PIXELS[image.format]:
                raise AvatarRefused(_("This picture is too large. Please choose a smaller photo."))
            image.draft("RGB", (SIDE * 2, SIDE * 2))
            square = ImageOps.fit(_flat(ImageOps.exif_transpose(image)), (SIDE, SIDE))
    except AvatarRefused:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise AvatarRefused(_("This picture is too large. Please choose a smaller photo.")) from None
    except (
        Exception
    ):  # Pillow raises some twenty kinds of error on broken files; all mean the same to the person
        raise AvatarRefused(_("We could not open this file. Photos in JPEG, PNG and WebP will do.")) from None
    result = io.BytesIO()
    square.save(result, "WEBP", quality=82)
    return result.getvalue()


def _flat(image: Image.Image) -> Image.Image:
    """RGB on white paper: transparency and CMYK look the same everywhere afterwards."""
    if image.mode in {"RGBA", "LA", "P", "PA"}:
        layer = image.convert("RGBA")
        paper = Image.new("RGBA", layer.size, "white")
        paper.alpha_composite(layer)
        image = paper
    return image.convert("RGB")
