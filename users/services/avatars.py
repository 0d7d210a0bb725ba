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

from core.errors import DomainError
from core.uploads.headers import image_size, kind_of
from core.uploads.pictures import clean

from ..errors import AvatarRefused
from ..models import UserProfile

MAX_BYTES = 8 * 1024 * 1024
SIDE = 320
# Photos come as JPEG; a PNG or WebP is a drawing or a picture of the screen, and needs more memory.
MAX_PIXELS = {"jpeg": 40_000_000, "png": 8_000_000, "webp": 8_000_000}


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
    content = upload.read()
    kind, size = kind_of(content), image_size(content)
    if kind not in MAX_PIXELS or size is None:
        raise AvatarRefused(_("We could not open this file. Photos in JPEG, PNG and WebP will do."))
    if size[0] * size[1] > MAX_PIXELS[kind]:
        raise AvatarRefused(_("This picture is too large. Please choose a smaller photo."))
    try:
        content = clean(content, f"photo.{kind}")  # the name plays no part: phones often give a wrong one
    except DomainError as refused:
        raise AvatarRefused(refused.message) from refused
    with Image.open(io.BytesIO(content)) as image:
        image.draft("RGB", (SIDE * 2, SIDE * 2))
        square = ImageOps.fit(_flat(_small(image)), (SIDE, SIDE))
    result = io.BytesIO()
    square.save(result, "WEBP", quality=82)
    return result.getvalue()


def _small(image: Image.Image) -> Image.Image:
    """Upright and near its last size: what comes next makes copies, which cost a small picture little."""
    times = max(min(image.size) // (SIDE * 2), 1)
    small = image.resize((image.width // times, image.height // times), Image.Resampling.BOX)
    return ImageOps.exif_transpose(small)


def _flat(image: Image.Image) -> Image.Image:
    """RGB on white paper: transparency and CMYK look the same everywhere afterwards."""
    if image.mode in {"RGBA", "LA", "P", "PA"}:
        layer = image.convert("RGBA")
        paper = Image.new("RGBA", layer.size, "white")
        paper.alpha_composite(layer)
        image = paper
    return image.convert("RGB")
