"""Pictures of variants, for lists of lines: what somebody chose, in the finish that was chosen."""

from collections.abc import Iterable

from ..models import Picture, Variant
from ..renditions import PictureSet, picture_set, with_renditions


def pictures_of(variants: Iterable[Variant]) -> dict[int, PictureSet | None]:
    """By variant: the picture of its finish, else of its product; in two queries however many they are.

    variants: with their products at hand.
    """
    chosen = {variant.pk: variant.picture_id or variant.product.color_image_id for variant in variants}
    wanted = {key for key in chosen.values() if key}
    if not wanted:
        return dict.fromkeys(chosen)
    pictures = with_renditions(Picture.objects.filter(pk__in=wanted), "card").in_bulk()
    return {pk: picture_set(pictures.get(key), "card") for pk, key in chosen.items()}
