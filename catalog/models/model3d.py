"""3D models of products (GLB)."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Model3D(models.Model):
    """A checked GLB file. The figures are read from the file by `catalog/glb.py` when it is uploaded."""

    title = models.CharField(_("name"), max_length=160)
    file = models.FileField(_("file (.glb)"), upload_to="product_models/")
    size_bytes = models.PositiveIntegerField(_("size, bytes"), default=0, editable=False)
    sha256 = models.CharField(max_length=64, blank=True, editable=False)
    triangles = models.PositiveIntegerField(_("triangles"), default=0, editable=False)
    width_mm = models.PositiveIntegerField(_("width, mm"), default=0, editable=False)
    height_mm = models.PositiveIntegerField(_("height, mm"), default=0, editable=False)
    depth_mm = models.PositiveIntegerField(_("depth, mm"), default=0, editable=False)
    material_variants = models.JSONField(_("material variants"), default=list, editable=False)
    created_at = models.DateTimeField(_("uploaded"), auto_now_add=True)

    class Meta:
        verbose_name = _("3D model")
        verbose_name_plural = _("3D models")
        ordering = ["title"]

    def __str__(self) -> str:
        return self.title
