"""A room with points on its picture that lead to products; prices are read when the page is shown."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from .pictures import PictureBlock


class PointBlock(blocks.StructBlock):
    product = blocks.PageChooserBlock(label=_("Product"), page_type="catalog.ProductPage")
    x = blocks.IntegerBlock(
        label=_("From the left, %"), min_value=0, max_value=100, default=50, help_text=_("For example: 30")
    )
    y = blocks.IntegerBlock(
        label=_("From the top, %"), min_value=0, max_value=100, default=50, help_text=_("For example: 60")
    )

    class Meta:
        icon = "crosshairs"


class RoomBlock(blocks.StructBlock):
    picture = PictureBlock(label=_("Picture of the room"))
    caption = blocks.CharBlock(label=_("Caption"), max_length=200, required=False)
    points = blocks.ListBlock(PointBlock(label=_("Point")), label=_("Points"), max_num=8, default=[])

    def get_context(self, value, parent_context=None):
        # The cards read the models, whose pages hold this block.
        from ..selectors.cards import cards

        context = super().get_context(value, parent_context)
        points = [point for point in value["points"] if point["product"]]
        shown = {card.pk: card for card in cards([point["product"].pk for point in points])} if points else {}
        context["points"] = [
            {"x": point["x"], "y": point["y"], "card": shown[point["product"].pk]}
            for point in points
            if point["product"].pk in shown
        ]
        return context

    class Meta:
        icon = "home"
        label = _("Room")
        description = _("A room with points that show the price of today")
        template = "catalog/blocks/room.html"
        preview_template = "catalog/admin/preview_block.html"
        preview_value = {"caption": "Гостиная на Васильевском", "points": []}
