"""StreamField sections of the front page and of text pages."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

TEXT_BLOCKS = [
    ("heading", blocks.CharBlock(label=_("Heading"), max_length=120)),
    ("text", blocks.RichTextBlock(label=_("Text"), features=["bold", "italic", "link", "ol", "ul", "h3"])),
]

HOME_BLOCKS = [
    ("heading", blocks.CharBlock(label=_("Heading"), max_length=120)),
]
