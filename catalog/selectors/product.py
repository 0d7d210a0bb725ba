"""The product page: one selector, two queries whatever the number of variants, reviews and pictures."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.core.files.storage import default_storage
from django.utils.translation import gettext as _

from core.money import format_rub
from core.templatetags.istok import grouped, mm

from ..enums import Availability
from ..models import Picture, ProductPage
from ..renditions import PictureSet, picture_set
from .cards import Card, Swatch, cards
from .choice import choose, finish_options, size_options
from .product_rows import Draft, ProductRows, ValueRow, VariantRow, read
from .product_words import availability_words, letter_subject
from .reviews import ReviewSection, page_number, review_section


@dataclass(frozen=True, slots=True)
class Line:
    """«Фасад: шпон дуба, масло»: a facet of the finish, its values in words; `text` may be empty."""

    code: str
    name: str
    text: str


@dataclass(frozen=True, slots=True)
class VariantView:
    """A variant in words and numbers. Prices in roubles, sizes in mm. slide: key of its picture."""

    sku: str
    size: str
    finish: str
    price: Decimal
    old_price: Decimal | None
    availability: str
    availability_words: str
    width_mm: int
    depth_mm: int
    height_mm: int
    lines: tuple[Line, ...]
    swatches: tuple[Swatch, ...]
    slide: str
    material: str
    subject: str

    @property
    def name(self) -> str:
        """What a visitor hears for the finish."""
        return self.finish or ", ".join(line.text for line in self.lines if line.text) or self.sku

    @property
    def has_lines(self) -> bool:
        return any(line.text for line in self.lines)

    @property
    def is_bought(self) -> bool:
        """Whether a piece can be taken now."""
        return self.availability == Availability.IN_STOCK

    @property
    def is_requested(self) -> bool:
        """Whether it is made after an order, so that a request for it is sent."""
        return self.availability in {Availability.MADE_TO_ORDER, Availability.PREORDER}


@dataclass(frozen=True, slots=True)
class Pick:
    """A size or a finish that a visitor may choose."""

    variant: VariantView
    is_chosen: bool
    exists: bool


@dataclass(frozen=True, slots=True)
class Slide:
    key: str
    picture: PictureSet
    thumb: str
    caption: str = ""


@dataclass(frozen=True, slots=True)
class SpecRow:
    """A row of the title block. key: what changes with the variant (`size`, a facet's code), else ""."""

    label: str
    value: str
    key: str = ""


@dataclass(frozen=True, slots=True)
class ProductView:
    """chosen is None without a variant on sale: a draft, or a product that was withdrawn.

    drawn: the variant whose sizes the sketch carries, the first one; None as chosen is.
    """

    chosen: VariantView | None
    variants: tuple[VariantView, ...]
    asked_unknown: bool
    sizes: tuple[Pick, ...]
    finishes: tuple[Pick, ...]
    slides: tuple[Slide, ...]
    sketch: PictureSet | None
    drawn: VariantView | None
    sketch_thumb: str
    model_url: str
    share_picture: PictureSet | None
    specs: tuple[SpecRow, ...]
    reviews: ReviewSection
    related: Sequence[Card]
    subject: str

    @property
    def picture_count(self) -> int:
        """How many pictures the thumbnails lead to, the sketch among them."""
        return len(self.slides) + (self.sketch is not None)

    @property
    def is_drawn_otherwise(self) -> bool:
        """Whether the sketch carries other sizes than those of the chosen variant."""
        return self.chosen is not None and mm(self.chosen) != mm(self.drawn)

    @property
    def missing(self) -> str:
        """Names of the finishes that the chosen size is not made in."""
        return ", ".join(pick.variant.name for pick in self.finishes if not pick.exists)

    @property
    def data(self) -> dict:
        """What the page's script needs to switch variants without asking the server."""
        return {variant.sku: _data(variant) for variant in self.variants}


def product_view(
    page: ProductPage,
    *,
    asked: Mapping[str, str] | None = None,
    user_id: int | None = None,
    is_draft: bool = False,
) -> ProductView:
    """Everything that the page shows. asked: the query string; is_draft: show what is not saved yet.

    One query for the product, then those of `cards` for the related ones.
    """
    asked = asked or {}
    number = page_number(asked.get("reviews"))
    rows = read(page, user_id=user_id, reviews_page=number, draft=_draft(page) if is_draft else None)
    choice = choose(rows.variants, asked)
    views = {variant.sku: _variant(page, variant, rows) for variant in rows.variants}
    chosen = views.get(choice.variant.sku) if choice.variant else None
    drawn = next(iter(views.values()), None)
    sketch = rows.pictures.get(page.bw_image_id)

    def picks(options) -> tuple[Pick, ...]:
        return tuple(Pick(views[each.variant.sku], each.is_chosen, each.exists) for each in options)

    return ProductView(
        chosen=chosen,
        variants=tuple(views.values()),
        asked_unknown=choice.asked_unknown,
        sizes=picks(size_options(rows.variants, choice.variant)) if choice.variant else (),
        finishes=picks(finish_options(rows.variants, choice.variant)) if choice.variant else (),
        slides=_slides(page, rows, choice.variant),
        sketch=picture_set(sketch, "gallery", alt=_sketch_alt(page, drawn)),
        drawn=drawn,
        sketch_thumb=_thumb(sketch),
        model_url=default_storage.url(rows.model_file) if rows.model_file else "",
        share_picture=picture_set(rows.pictures.get(page.share_image_id or page.color_image_id), "share"),
        specs=_specs(page, rows, chosen),
        reviews=review_section(rows, number),
        related=cards(rows.related) if rows.related else (),
        subject=letter_subject(page.title, choice.variant),
    )


def _draft(page: ProductPage) -> Draft:
    return Draft(
        facet_values=[value.pk for value in page.facet_values.all()],
        gallery=[(item.image_id, item.caption) for item in page.gallery.all()],
    )


def _variant(page: ProductPage, variant: VariantRow, rows: ProductRows) -> VariantView:
    values = [value for value in rows.finish_values if value.variant_id == variant.pk]
    return VariantView(
        sku=variant.sku,
        size=variant.size_label,
        finish=variant.finish_label,
        price=variant.current_price,
        old_price=variant.old_price,
        availability=variant.availability,
        availability_words=availability_words(variant),
        width_mm=variant.width_mm,
        depth_mm=variant.depth_mm,
        height_mm=variant.height_mm,
        lines=_lines(rows.finish_values, values),
        swatches=tuple(_swatch(value, rows.pictures) for value in values),
        slide=_slide_key(variant.picture_id or page.color_image_id),
        material=variant.material_variant,
        subject=letter_subject(page.title, variant),
    )


def _lines(every: Sequence[ValueRow], own: Sequence[ValueRow]) -> tuple[Line, ...]:
    """A line for each facet that any finish of the product has, so that pages can swap texts in place."""
    names = {value.facet_code: value.facet_name for value in every}
    texts: dict[str, list[str]] = {}
    for value in own:
        texts.setdefault(value.facet_code, []).append(value.full_name)
    return tuple(Line(code, name, ", ".join(texts.get(code, []))) for code, name in names.items())


def _swatch(value: ValueRow, pictures: Mapping[int, Picture]) -> Swatch:
    return Swatch(value.full_name, value.colour, _thumb(pictures.get(value.swatch_id)))


def _thumb(picture: Picture | None) -> str:
    small = picture_set(picture, "thumb")
    return small.src if small else ""


def _slide_key(picture_id: int | None) -> str:
    return f"slide-{picture_id}" if picture_id else ""


def _slides(page: ProductPage, rows: ProductRows, chosen: VariantRow | None) -> tuple[Slide, ...]:
    """Colour pictures, each once: of the chosen finish, the product, the other finishes, the gallery."""
    captions: dict[int, str] = {}
    if chosen and chosen.picture_id:
        captions[chosen.picture_id] = chosen.finish_label
    if page.color_image_id:
        captions.setdefault(page.color_image_id, "")
    for variant in rows.variants:
        if variant.picture_id:
            captions[variant.picture_id] = captions.get(variant.picture_id) or variant.finish_label
    for picture_id, caption in rows.gallery:
        captions.setdefault(picture_id, caption)
    return tuple(
        Slide(
            key=_slide_key(pk),
            picture=picture_set(rows.pictures[pk], "gallery", alt=_alt(page, rows.pictures[pk], caption)),
            thumb=_thumb(rows.pictures[pk]),
            caption=caption,
        )
        for pk, caption in captions.items()
        if pk in rows.pictures
    )


def _alt(page: ProductPage, picture: Picture, caption: str) -> str:
    return picture.description or (f"{page.title}: {caption}" if caption else page.title)


def _sketch_alt(page: ProductPage, drawn: VariantView | None) -> str:
    if drawn is None:
        return _("Sketch: %(product)s") % {"product": page.title}
    sizes = f"{drawn.width_mm} × {drawn.depth_mm} × {drawn.height_mm}"
    return _("Sketch: %(product)s, %(sizes)s mm") % {"product": page.title, "sizes": sizes}


def _specs(page: ProductPage, rows: ProductRows, chosen: VariantView | None) -> tuple[SpecRow, ...]:
    found = []
    if chosen:
        found.append(SpecRow(_("Size (W × D × H)"), "", key="size"))
        found += [SpecRow(line.name, line.text, key=line.code) for line in chosen.lines]
    by_facet: dict[str, list[str]] = {}
    for value in rows.page_values:
        by_facet.setdefault(value.facet_name, []).append(value.name)
    found += [SpecRow(name, ", ".join(values)) for name, values in by_facet.items()]
    found += [SpecRow(row.value["label"], row.block.as_text(row.value)) for row in page.specs]
    return tuple(found)


def _data(variant: VariantView) -> dict:
    return {
        "sku": variant.sku,
        "size": variant.size,
        "finish": variant.finish,
        "name": variant.name,
        "price": format_rub(variant.price),
        "oldPrice": format_rub(variant.old_price) if variant.old_price else "",
        "availability": variant.availability,
        "availabilityWords": variant.availability_words,
        "isBought": variant.is_bought,
        "isRequested": variant.is_requested,
        "sizes": {
            "width": grouped(variant.width_mm),
            "depth": grouped(variant.depth_mm),
            "height": grouped(variant.height_mm),
        },
        "sizesText": mm(variant),
        "lines": {line.code: line.text for line in variant.lines},
        "slide": variant.slide,
        "material": variant.material,
        "subject": variant.subject,
    }
