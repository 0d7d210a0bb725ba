"""StreamField blocks of a product page: specification rows and the story."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks


class TextRowBlock(blocks.StructBlock):
    label = blocks.CharBlock(label=_("Label"), max_length=80)
    value = blocks.CharBlock(label=_("Value"), max_length=255)


class NumberRowBlock(blocks.StructBlock):
    label = blocks.CharBlock(label=_("Label"), max_length=80)
    value = blocks.DecimalBlock(label=_("Number"))
    unit = blocks.CharBlock(label=_("Unit"), max_length=20, required=False)


class YesNoRowBlock(blocks.StructBlock):
    label = blocks.CharBlock(label=_("Label"), max_length=80)
    value = blocks.BooleanBlock(label=_("Yes"), required=False)


SPECIFICATION_BLOCKS = [
    ("text", TextRowBlock(label=_("Text"))),
    ("number", NumberRowBlock(label=_("Number with a unit"))),
    ("yes_no", YesNoRowBlock(label=_("Yes or no"))),
]

STORY_BLOCKS = [
    ("heading", blocks.CharBlock(label=_("Heading"), max_length=120)),
    ("text", blocks.RichTextBlock(label=_("Text"), features=["bold", "italic", "link", "ol", "ul"])),
]
