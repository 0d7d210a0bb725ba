"""Pictures and 3D models of the demo, found again by the hash of their file."""

import hashlib
from pathlib import Path

from django.core.files.base import ContentFile

from catalog import glb
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


def model(path: str, *, title: str) -> Model3D:
    """The 3D model of an asset file, with the figures that an upload would get."""
    content = (ASSETS / path).read_bytes()
    sha256 = hashlib.sha256(content).hexdigest()
    found = Model3D.objects.filter(sha256=sha256).first()
    if found:
        return found
    facts = glb.inspect(content)
    return Model3D.objects.create(
        title=title,
        file=ContentFile(content, name=_flat(path)),
        size_bytes=len(content),
        sha256=sha256,
        triangles=facts.triangles,
        width_mm=facts.width_mm,
        height_mm=facts.height_mm,
        depth_mm=facts.depth_mm,
        material_variants=list(facts.material_variants),
    )


def _flat(path: str) -> str:
    """`komod-sever/colour.webp` → `komod-sever-colour.webp`: media folders are not ours to shape."""
    return "-".join(Path(path).parts)
