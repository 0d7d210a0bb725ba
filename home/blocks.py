"""StreamField sections of the front page and of text pages, each with a preview for the block picker."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from catalog.blocks.pictures import PictureBlock
from catalog.blocks.story import (
    ColumnsBlock,
    HeadingBlock,
    PicturesBlock,
    QuestionsBlock,
    QuoteBlock,
    TextBlock,
)

RICH_TEXT = ["bold", "italic", "link", "ol", "ul", "h3"]
PREVIEW = "home/blocks/preview.html"


class FactBlock(blocks.StructBlock):
    value = blocks.CharBlock(label=_("Figure"), max_length=20, help_text=_("For example: 1 мм"))
    label = blocks.CharBlock(
        label=_("Meaning"), max_length=80, help_text=_("For example: шаг размера для любого изделия")
    )


class FactsBlock(blocks.StructBlock):
    facts = blocks.ListBlock(FactBlock(label=_("Fact")), label=_("Facts"), min_num=2, max_num=4)

    class Meta:
        icon = "list-ul"
        label = _("Facts")
        description = _("Up to four short figures in a row")
        template = "home/blocks/facts.html"
        preview_template = PREVIEW
        preview_value = {
            "facts": [
                {"value": "1 мм", "label": "шаг размера для любого изделия"},
                {"value": "3D и AR", "label": "примерьте модель в своей комнате"},
                {"value": "0 ₽", "label": "доставка в пределах КАД"},
            ]
        }


class CategoriesBlock(blocks.StructBlock):
    heading = blocks.CharBlock(label=_("Heading"), max_length=80, default="Что будем делать")

    def get_context(self, value, parent_context=None):
        from .selectors import category_tiles, site_tree  # selectors read the models that hold this block

        context = super().get_context(value, parent_context)
        context["links"] = site_tree(context["request"])
        context["tiles"] = category_tiles(context["links"].categories)
        return context

    class Meta:
        icon = "folder-open-inverse"
        label = _("Categories")
        description = _("All categories with their pictures and numbers of models")
        template = "home/blocks/categories.html"
        preview_template = PREVIEW
        preview_value = {"heading": "Что будем делать"}


class NewProductsBlock(blocks.StructBlock):
    heading = blocks.CharBlock(label=_("Heading"), max_length=80, default="Недавно нарисовали")
    count = blocks.IntegerBlock(label=_("How many"), min_value=2, max_value=8, default=4)

    def get_context(self, value, parent_context=None):
        from .selectors import new_products, site_tree  # selectors read the models that hold this block

        context = super().get_context(value, parent_context)
        context["links"] = site_tree(context["request"])
        context["cards"] = new_products(value["count"])
        return context

    class Meta:
        icon = "pick"
        label = _("New products")
        description = _("The latest products of the catalogue; the list keeps itself up to date")
        template = "home/blocks/new_products.html"
        preview_template = PREVIEW
        preview_value = {"heading": "Недавно нарисовали", "count": 4}


class StepBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("Stage"), max_length=60, help_text=_("For example: Технический замер"))
    text = blocks.CharBlock(label=_("What happens"), max_length=140, required=False)


class PathBlock(blocks.StructBlock):
    heading = blocks.CharBlock(label=_("Heading"), max_length=80)
    lead = blocks.CharBlock(label=_("Introduction"), max_length=200, required=False)
    steps = blocks.ListBlock(StepBlock(label=_("Stage")), label=_("Stages"), min_num=3, max_num=8)

    class Meta:
        icon = "order-down"
        label = _("Path of an order")
        description = _("Stages along a dimension line, on a dark band")
        template = "home/blocks/path.html"
        preview_template = PREVIEW
        preview_value = {
            "heading": "Путь заказа без догадок",
            "lead": "От первого эскиза до установки",
            "steps": [
                {"title": "Подготовка эскиза", "text": "Обсуждаем задачу и рисуем первый вариант."},
                {"title": "Технический замер", "text": "Мастер приезжает и снимает точные размеры."},
                {"title": "Производство", "text": "Изготовление и контроль деталей."},
                {"title": "Установка", "text": "Собираем и сдаём работу."},
            ],
        }


class PanelBlock(blocks.StructBlock):
    eyebrow = blocks.CharBlock(
        label=_("Line above"), max_length=60, required=False, help_text=_("For example: До 31 декабря")
    )
    heading = blocks.CharBlock(label=_("Heading"), max_length=100)
    text = blocks.TextBlock(label=_("Text"), max_length=300, required=False)
    page = blocks.PageChooserBlock(label=_("Page"), required=False)
    link_text = blocks.CharBlock(label=_("Text of the button"), max_length=40, required=False)
    look = blocks.ChoiceBlock(
        label=_("Colour"), choices=[("ochre", _("Ochre")), ("malachite", _("Malachite"))], default="ochre"
    )


class PanelsBlock(blocks.StructBlock):
    panels = blocks.ListBlock(PanelBlock(label=_("Panel")), label=_("Panels"), min_num=1, max_num=2)

    class Meta:
        icon = "view"
        label = _("Panels with a link")
        description = _("One or two coloured panels with a heading and a button")
        template = "home/blocks/panels.html"
        preview_template = PREVIEW
        preview_value = {
            "panels": [
                {
                    "eyebrow": "До 31 декабря",
                    "heading": "Столешница из камня по цене пластика",
                    "text": "При заказе кухни от 3 погонных метров.",
                    "look": "ochre",
                },
                {
                    "heading": "Ваш размер",
                    "text": "Любую модель пересчитаем под вашу комнату.",
                    "look": "malachite",
                },
            ]
        }


class WordsBlock(blocks.StructBlock):
    """A customer's words beside a picture of the piece."""

    picture = PictureBlock(label=_("Picture"), required=False)
    text = blocks.TextBlock(label=_("Words"), max_length=600)
    author = blocks.CharBlock(label=_("Who said it"), max_length=120, required=False)

    class Meta:
        icon = "openquote"
        label = _("Quote with a picture")
        description = _("Large words of a customer next to a picture of the piece")
        template = "home/blocks/words.html"
        preview_template = PREVIEW
        preview_value = {
            "text": "Нам нарисовали три варианта, и третий встал как родной.",
            "author": "Пример отзыва, Петроградская сторона",
        }


class SectionTextBlock(blocks.StructBlock):
    heading = blocks.CharBlock(label=_("Heading"), max_length=120, required=False)
    text = blocks.RichTextBlock(label=_("Text"), features=RICH_TEXT)

    class Meta:
        icon = "pilcrow"
        label = _("Text")
        description = _("Paragraphs with an optional heading")
        template = "home/blocks/text.html"
        preview_template = PREVIEW
        preview_value = {
            "heading": "О мастерской",
            "text": "<p>Сначала рисуем линии и проставляем размеры, потом выбираем материал.</p>",
        }


HOME_BLOCKS = [
    ("facts", FactsBlock()),
    ("categories", CategoriesBlock()),
    ("new_products", NewProductsBlock()),
    ("path", PathBlock()),
    ("panels", PanelsBlock()),
    ("words", WordsBlock()),
    ("text", SectionTextBlock()),
]

TEXT_BLOCKS = [
    ("heading", HeadingBlock(max_length=120)),
    ("text", TextBlock(features=RICH_TEXT)),
    ("columns", ColumnsBlock()),
    ("gallery", PicturesBlock()),
    ("questions", QuestionsBlock()),
    ("quote", QuoteBlock()),
]
