"""Pictures and 3D models of the demo, found again by the hash of their file."""

import hashlib
from pathlib import Path

from django.core.files.base import ContentFile

from catalog.models import Model3D, Picture

from .files import ASSETS


def picture(path: str, *, title: str, alt: str) -> Picture:
    """The picture of an asset file, put into the library if it is not there. alt: what visitors hear."""
    content = (ASSETS / path).read_bytes()
    file_hash = hashlib.sha1(content).hexdigest()  # noqa: S324 - Wagtail's own fingerprint of a picture
    found = Picture.objects.filter(file_hash=file_hash).first()
    return found or Picture.objects.create(
        title=title,
        description=alt,
        file=ContentFile(content, name=_flat(path)),
        file_hash=file_hash,
        file_size=len(content),
    )


def model(path: str, *, title: str, size_mm: tuple[int, int, int], variants: list[str]) -> Model3D:
    """The 3D model of an asset file. size_mm: width, height, depth; variants: its material variants."""
    content = (ASSETS / path).read_bytes()
    sha256 = hashlib.sha256(content).hexdigest()
    found = Model3D.objects.filter(sha256=sha256).first()
    if found:
        return found
    width, height, depth = size_mm
    made = Model3D(
        title=title,
        size_bytes=len(content),
        sha256=sha256,
        width_mm=width,
        height_mm=height,
        depth_mm=depth,
        material_variants=variants,
    )
    made.file.save(_flat(path), ContentFile(content))
    return made


def _flat(path: str) -> str:
    """`komod-sever/colour.webp` → `komod-sever-colour.webp`: media folders are not ours to shape."""
    return "-".join(Path(path).parts)
