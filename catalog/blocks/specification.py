"""Typed rows of a product's specification: never raw JSON, so that units and numbers stay what they are."""

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks


class RowBlock(blocks.StructBlock):
    """A labelled row; `as_text` is what visitors read in its second column."""

    label = blocks.CharBlock(label=_("Label"), max_length=80, help_text=_("For example: Направляющие"))

    def as_text(self, value) -> str:
        return str(value["value"])


class TextRowBlock(RowBlock):
    value = blocks.CharBlock(label=_("Value"), max_length=255, help_text=_("For example: Blum с доводчиком"))

    class Meta:
        icon = "pilcrow"
        label = _("Text")
        description = _("A property in words")
        preview_value = {"label": "Направляющие", "value": "Blum с доводчиком"}


class NumberRowBlock(RowBlock):
    value = blocks.DecimalBlock(label=_("Number"), help_text=_("For example: 25"))
    unit = blocks.CharBlock(label=_("Unit"), max_length=20, required=False, help_text=_("For example: кг"))

    def as_text(self, value) -> str:
        number = value["value"]
        digits = f"{number.normalize():f}" if number is not None else ""
        return "\u00a0".join(filter(None, [digits.replace(".", ","), value["unit"]]))

    class Meta:
        icon = "decimal"
        label = _("Number with a unit")
        description = _("A property that is measured")
        preview_value = {"label": "Нагрузка на полку", "value": 25, "unit": "кг"}


class YesNoRowBlock(RowBlock):
    value = blocks.BooleanBlock(label=_("Yes"), required=False)

    def as_text(self, value) -> str:
        return gettext("yes") if value["value"] else gettext("no")

    class Meta:
        icon = "check"
        label = _("Yes or no")
        description = _("A property that a piece has or has not")
        preview_value = {"label": "Подсветка", "value": True}


SPECIFICATION_BLOCKS = [("text", TextRowBlock()), ("number", NumberRowBlock()), ("yes_no", YesNoRowBlock())]
