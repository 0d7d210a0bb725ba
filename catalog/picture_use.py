"""Which pictures things use."""

from django.contrib.contenttypes.models import ContentType
from modelcluster.models import get_all_child_relations
from wagtail.models import ReferenceIndex

from .models import Picture, ProductPage, Rendition
from .renditions import ROLES


def pictures_of(thing) -> set[int]:
    """Ids of the pictures that a page (with its inline items and finishes) or a variant shows."""
    found = set()
    for field in thing._meta.get_fields():
        if field.related_model is Picture and field.concrete:
            found.add(getattr(thing, field.attname))
        elif hasattr(field, "stream_block"):
            found |= {
                int(pk)
                for model, pk, *_ in field.extract_references(field.value_from_object(thing))
                if model is Picture
            }
    for relation in get_all_child_relations(type(thing)):
        for child in getattr(thing, relation.get_accessor_name()).all():
            found |= pictures_of(child)
    if isinstance(thing, ProductPage):
        found |= set(thing.variants.values_list("picture", flat=True))
    return found - {None}


def unprepared_pictures(limit: int) -> list[int]:
    """Ids of used pictures whose largest rendition is missing: a message was lost, or a size is new."""
    references = ReferenceIndex.objects.filter(to_content_type=ContentType.objects.get_for_model(Picture))
    used = {int(pk) for pk in references.values_list("to_object_id", flat=True).distinct()}
    made = Rendition.objects.filter(filter_spec=ROLES["gallery"].specs[-1]).values_list("image_id", flat=True)
    pictures = Picture.objects.in_bulk(used.difference(made))
    return [pk for pk, picture in sorted(pictures.items()) if not picture.is_svg()][:limit]
