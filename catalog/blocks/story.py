"""Sections of a product's story, each with icon, description and preview for the editor's block picker."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from .pictures import PictureBlock
from .room import RoomBlock

RICH_TEXT = ["bold", "italic", "link", "ol", "ul"]
PREVIEW = "catalog/admin/preview_block.html"


class HeadingBlock(blocks.CharBlock):
    class Meta:
        icon = "title"
        label = _("Heading")
        description = _("A heading between sections")
        template = "catalog/blocks/heading.html"
        preview_template = PREVIEW
        preview_value = "Рисунок дерева без швов"


class TextBlock(blocks.RichTextBlock):
    class Meta:
        icon = "pilcrow"
        label = _("Text")
        description = _("Paragraphs, lists and links")
        template = "catalog/blocks/text.html"
        preview_template = PREVIEW
        preview_value = (
            "<p>Шпон на фасады подбираем из одного листа, поэтому рисунок проходит через все ящики.</p>"
        )


class HeroBlock(blocks.StructBlock):
    picture = PictureBlock(label=_("Picture"))
    title = blocks.CharBlock(label=_("Heading"), max_length=120, help_text=_("For example: Тихая кухня"))
    text = blocks.TextBlock(label=_("Text"), max_length=400, required=False)

    class Meta:
        icon = "image"
        label = _("Large picture")
        description = _("A picture across the whole width with a heading")
        template = "catalog/blocks/hero.html"
        preview_template = PREVIEW
        preview_value = {
            "title": "Тихая кухня",
            "text": "Ящики закрываются без звука, свет включается от руки.",
        }


class BeforeAfterBlock(blocks.StructBlock):
    before = PictureBlock(label=_("Before"))
    after = PictureBlock(label=_("After"))
    caption = blocks.CharBlock(label=_("Caption"), max_length=200, required=False)

    class Meta:
        icon = "resubmit"
        label = _("Before and after")
        description = _("Two pictures of one place, side by side")
        template = "catalog/blocks/before_after.html"
        preview_template = PREVIEW
        preview_value = {"caption": "Кухня на Петроградской: было и стало"}


class MaterialBlock(blocks.StructBlock):
    name = blocks.CharBlock(label=_("Material"), max_length=80, help_text=_("For example: Шпон дуба, масло"))
    picture = PictureBlock(label=_("Picture"), required=False)
    text = blocks.RichTextBlock(label=_("What it is and how to look after it"), features=RICH_TEXT)

    class Meta:
        icon = "tag"
        label = _("Material")
        description = _("A material close up, with words on care")
        template = "catalog/blocks/material.html"
        preview_template = PREVIEW
        preview_value = {
            "name": "Шпон дуба, масло",
            "text": "<p>Тёплый на ощупь. Протирать сухой мягкой тканью.</p>",
        }


class QuestionBlock(blocks.StructBlock):
    question = blocks.CharBlock(label=_("Question"), max_length=160)
    answer = blocks.RichTextBlock(label=_("Answer"), features=RICH_TEXT)

    class Meta:
        icon = "help"


class QuestionsBlock(blocks.StructBlock):
    title = blocks.CharBlock(
        label=_("Heading"), max_length=80, required=False, help_text=_("For example: Вопросы")
    )
    questions = blocks.ListBlock(
        QuestionBlock(label=_("Question")), label=_("Questions"), min_num=1, max_num=20
    )

    class Meta:
        icon = "help"
        label = _("Questions and answers")
        description = _("A list that opens question by question")
        template = "catalog/blocks/questions.html"
        preview_template = PREVIEW
        preview_value = {
            "title": "Вопросы",
            "questions": [
                {
                    "question": "Как заказать в моём размере?",
                    "answer": "<p>Позвоните нам: пришлём эскиз с ценой.</p>",
                }
            ],
        }


class PicturesBlock(blocks.StructBlock):
    pictures = blocks.ListBlock(PictureBlock(label=_("Picture")), label=_("Pictures"), min_num=2, max_num=12)
    caption = blocks.CharBlock(label=_("Caption"), max_length=200, required=False)

    class Meta:
        icon = "grip"
        label = _("Gallery")
        description = _("Several pictures in a row")
        template = "catalog/blocks/pictures.html"
        preview_template = PREVIEW
        preview_value = {"pictures": [], "caption": "Детали: ручка, стык столешницы, цоколь"}


class QuoteBlock(blocks.StructBlock):
    text = blocks.TextBlock(label=_("Words"), max_length=600)
    author = blocks.CharBlock(
        label=_("Who said it"), max_length=120, help_text=_("For example: Мария, технолог")
    )

    class Meta:
        icon = "openquote"
        label = _("Quote")
        description = _("Words of a customer or of our master")
        template = "catalog/blocks/quote.html"
        preview_template = PREVIEW
        preview_value = {
            "text": "Дерево лежит две недели, прежде чем мы его пилим.",
            "author": "Мария, технолог",
        }


class ColumnsBlock(blocks.StructBlock):
    left = blocks.RichTextBlock(label=_("Left column"), features=[*RICH_TEXT, "h3"])
    right = blocks.RichTextBlock(label=_("Right column"), features=[*RICH_TEXT, "h3"])

    class Meta:
        icon = "list-ul"
        label = _("Two columns")
        description = _("Two texts side by side")
        template = "catalog/blocks/columns.html"
        preview_template = PREVIEW
        preview_value = {
            "left": "<h3>Внутри</h3><p>Шесть ящиков на шипах.</p>",
            "right": "<h3>Снаружи</h3><p>Дуб, масло, латунь.</p>",
        }


STORY_BLOCKS = [
    ("heading", HeadingBlock(max_length=120)),
    ("text", TextBlock(features=RICH_TEXT)),
    ("hero", HeroBlock()),
    ("room", RoomBlock()),
    ("before_after", BeforeAfterBlock()),
    ("material", MaterialBlock()),
    ("questions", QuestionsBlock()),
    ("gallery", PicturesBlock()),
    ("quote", QuoteBlock()),
    ("columns", ColumnsBlock()),
]
