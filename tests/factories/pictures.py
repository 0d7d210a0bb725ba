"""Builders of pictures: real bytes, as an editor would upload them."""

from io import BytesIO

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from catalog.models import Model3D, Picture


def image_bytes(kind: str = "JPEG", size: tuple[int, int] = (64, 48), **options) -> bytes:
    output = BytesIO()
    mode = options.pop("mode", "RGB")
    Image.new(mode, size, options.pop("colour", 120 if mode == "L" else None)).save(output, kind, **options)
    return output.getvalue()


def upload(content: bytes, name: str = "komod.jpg", content_type: str = "image/jpeg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, content_type)


def make_picture(title: str = "Комод", description: str = "Комод из дуба") -> Picture:
    return Picture.objects.create(title=title, description=description, file=upload(image_bytes()))


def make_model3d(title: str = "Комод") -> Model3D:
    """A 3D model whose file nobody opens in these tests."""
    return Model3D.objects.create(title=title, file=upload(b"glTF", "komod.glb", "model/gltf-binary"))
