"""Choosing a picture in a story."""

from wagtail.images.blocks import ImageChooserBlock


class PictureBlock(ImageChooserBlock):
    """A picture with its renditions: two queries for all pictures of one kind of block."""

    def to_python(self, value):
        return self.bulk_to_python([value])[0]

    def bulk_to_python(self, values):
        # Renditions know the picture model, whose app loads this module.
        from ..renditions import with_renditions

        found = with_renditions(self.model_class.objects.filter(pk__in=values), "gallery").in_bulk()
        return [found.get(value) for value in values]
