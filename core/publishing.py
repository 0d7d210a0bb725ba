"""Pages that go live or expire at a set time.

Wagtail's own command stops at the first page that refuses. Here each page is an outbox row: one refusal
stands on the staff's list of effects with its reason and "send again", and the others go on.
"""

from django.apps import apps
from django.core.exceptions import ObjectDoesNotExist, ValidationError
from wagtail.models import DraftStateMixin, Page, Revision

from . import outbox
from .clock import now


def enqueue_scheduled() -> int:
    """Put every page and snippet whose time has come into the outbox, once per set time; how many are due."""
    moment = now()
    due = 0
    for model in _scheduled_models():
        for pk, at in model.objects.filter(live=True, expire_at__lt=moment).values_list("pk", "expire_at"):
            label = model._meta.label_lower
            outbox.enqueue(
                "page.expire", f"page.expire:{label}:{pk}:{at.isoformat()}", {"model": label, "pk": pk}
            )
            due += 1
    ready = Revision.objects.filter(approved_go_live_at__lt=moment).order_by("approved_go_live_at")
    for pk, at in ready.values_list("pk", "approved_go_live_at"):
        outbox.enqueue("page.publish", f"page.publish:{pk}:{at.isoformat()}", {"revision": pk})
        due += 1
    return due


@outbox.handles("page.publish", in_transaction=True)
def publish(row) -> None:
    """Publish the revision, unless somebody has published or rescheduled it since."""
    revision = Revision.objects.filter(pk=row.payload["revision"], approved_go_live_at__lt=now()).first()
    if revision is None:
        return
    # Publishing writes revisions before the page; whoever takes it off the site, the page first. So lock it.
    if issubclass(revision.base_content_type.model_class(), Page):
        Page.objects.select_for_update(no_key=True).filter(pk=revision.object_id).first()
    try:
        revision.publish(log_action="wagtail.publish.scheduled")
    except ValidationError as error:
        raise outbox.GiveUp("; ".join(error.messages)) from error


@outbox.handles("page.expire", in_transaction=True)
def expire(row) -> None:
    """Take the page off the site, unless it is gone, withdrawn or has a new date."""
    model = apps.get_model(row.payload["model"])
    try:
        thing = model.objects.get(pk=row.payload["pk"], live=True, expire_at__lt=now())
    except ObjectDoesNotExist:
        return
    # A plain `Page` would be saved without the signals of its own type.
    thing = thing.specific if isinstance(thing, Page) else thing
    thing.unpublish(set_expired=True, log_action="wagtail.unpublish.scheduled")


def _scheduled_models() -> list[type]:
    snippets = [
        model
        for model in apps.get_models()
        if issubclass(model, DraftStateMixin) and not issubclass(model, Page)
    ]
    return [Page, *snippets]
