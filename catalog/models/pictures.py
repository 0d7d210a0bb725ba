"""Our own image model, so that every upload door passes the same checks (`core/uploads/`)."""

from django.core.files.base import ContentFile
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.images.models import AbstractImage, AbstractRendition
from wagtail.images.models import Image as WagtailImage


class Picture(AbstractImage):
    """A picture in the library. `description` is the alternative text that visitors hear."""

    admin_form_fields = WagtailImage.admin_form_fields

    def generate_rendition_file(self, filter, *, source=None) -> ContentFile:
        """As Wagtail's, but in memory: Pillow makes of Wagtail's spooled file one that nobody closes."""
        with super().generate_rendition_file(filter, source=source) as made:
            made.seek(0)
            return ContentFile(made.read(), name=made.name)

    class Meta(AbstractImage.Meta):
        verbose_name = _("image")
        verbose_name_plural = _("images")
        permissions = [("choose_image", "Can choose image")]


class Rendition(AbstractRendition):
    image = models.ForeignKey(Picture, on_delete=models.CASCADE, related_name="renditions")

    class Meta:
        unique_together = (("image", "filter_spec", "focal_point_key"),)
