"""Deleting from the libraries of files: only who has the right, and nothing that the site shows.

Wagtail lets whoever uploaded a file delete it, with or without the right, and what used it goes empty.
"""

from collections.abc import Iterable

from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from wagtail.admin import messages
from wagtail.images.views.bulk_actions import DeleteBulkAction
from wagtail.images.views.images import DeleteView
from wagtail.images.views.multiple import DeleteView as DeleteUploadedView
from wagtail.models import ReferenceIndex

from .models import Picture

NAMED = 3


def shown_by(thing: Model) -> list[str]:
    """Names of the pages, variants, facet values and settings that use `thing`, each once."""
    references = ReferenceIndex.get_grouped_references_to(thing)
    return list(dict.fromkeys(str(user) for user, _references in references))


def refusal(thing: Model) -> str:
    """A sentence that names what would lose `thing`; "" when nothing would."""
    names = shown_by(thing)
    if not names:
        return ""
    return _("“%(title)s” cannot be deleted: %(names)s would lose it. Choose another one there first.") % {
        "title": thing.title,
        "names": ", ".join(names[:NAMED]) + ("…" if len(names) > NAMED else ""),
    }


def use_told(request: HttpRequest, things: Iterable[Model]) -> bool:
    """Whether one of `things` is in use; each that is has its sentence."""
    sentences = [sentence for thing in things if (sentence := refusal(thing))]
    for sentence in sentences:
        messages.error(request, sentence)
    return bool(sentences)


class DeletePictureView(DeleteView):
    def dispatch(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if self.user_has_permission("delete") and use_told(request, [self.object]):
            return redirect("wagtailimages:edit", self.object.pk)
        return super().dispatch(request, *args, **kwargs)


class DeleteUploadedPictureView(DeleteUploadedView):
    """The cross beside a picture that was just uploaded; its script shows no sentences."""

    def post(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if shown_by(get_object_or_404(Picture, pk=kwargs["image_id"])):
            raise PermissionDenied
        return super().post(request, *args, **kwargs)


class DeletePicturesAction(DeleteBulkAction):
    """All of the ticked pictures or none."""

    def dispatch(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        pictures, _no_access = self.get_actionable_objects()
        if use_told(request, pictures):
            return redirect(self.next_url)
        return super().dispatch(request, *args, **kwargs)
