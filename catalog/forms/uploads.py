"""Upload forms of pictures and 3D models: nothing reaches the disk before its check."""

import hashlib

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.images.fields import WagtailImageField
from wagtail.images.forms import BaseImageForm

from core.errors import DomainError
from core.uploads.pictures import MAX_BYTES as MAX_PICTURE_BYTES
from core.uploads.pictures import clean

from .. import glb
from ..models import Model3D
from ..slugs import slug_of

NAME_LENGTH = 60


def safe_name(name: str) -> str:
    """A file name of our own making: `../Кухня.php.JPG` → `kuhnyaphp.jpg`."""
    stem, _dot, extension = name.replace("\\", "/").rpartition("/")[2].rpartition(".")
    return f"{slug_of(stem)[:NAME_LENGTH]}.{extension.lower()}"


def replace_content(upload: UploadedFile, content: bytes) -> None:
    """Put `content` where the visitor's bytes were, so that no later step can find them."""
    upload.seek(0)
    upload.truncate()
    upload.write(content)
    upload.seek(0)
    upload.size = len(content)


class PictureFileField(WagtailImageField):
    """Wagtail's field behind our gate: checked by content, freed of private data."""

    def to_python(self, data):
        if isinstance(data, UploadedFile) and data.size:  # Django has the words for an empty file
            try:
                content = clean(data.read(MAX_PICTURE_BYTES + 1), data.name)
            except DomainError as refused:
                raise forms.ValidationError(refused.message, code=refused.code) from refused
            replace_content(data, content)
            data.name = safe_name(data.name)
        return super().to_python(data)


class PictureForm(BaseImageForm):
    """Every door of the picture library uses it: add, several at once, the chooser, replacing a file."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if file := self.fields.get("file"):
            self.fields["file"] = PictureFileField(
                label=file.label, required=file.required, widget=file.widget, initial=file.initial
            )
        if description := self.fields.get("description"):
            description.help_text = _(
                "What a person who cannot see it should know: «Комод из дуба, шесть ящиков, латунные ручки»."
            )


class Model3DForm(WagtailAdminModelForm):
    """A GLB file with the figures that its check reads."""

    file = forms.FileField(
        label=_("file (.glb)"),
        help_text=_("glTF binary up to 8 MB and 500,000 triangles, pictures packed inside."),
        widget=forms.FileInput(attrs={"accept": ".glb"}),
    )

    class Meta:
        model = Model3D
        fields = ["title", "file"]

    def clean_file(self) -> UploadedFile:
        upload = self.cleaned_data["file"]
        if not isinstance(upload, UploadedFile):
            return upload
        if not upload.name.lower().endswith(".glb"):
            raise forms.ValidationError(_("Only .glb files are taken. Export the model as “glTF binary”."))
        try:
            content = upload.read(glb.MAX_BYTES + 1)
            self.facts = glb.inspect(content)
        except DomainError as refused:
            raise forms.ValidationError(refused.message, code=refused.code) from refused
        self.sha256 = hashlib.sha256(content).hexdigest()
        upload.seek(0)
        upload.name = safe_name(upload.name)
        return upload

    def save(self, commit: bool = True) -> Model3D:
        if facts := getattr(self, "facts", None):
            model = self.instance
            model.triangles, model.material_variants = facts.triangles, list(facts.material_variants)
            model.width_mm, model.height_mm, model.depth_mm = facts.width_mm, facts.height_mm, facts.depth_mm
            model.size_bytes, model.sha256 = self.cleaned_data["file"].size, self.sha256
        return super().save(commit)
