"""Moderation of reviews in the admin: a list by state, an answer, publishing and rejecting many at once."""

from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, ObjectList
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.snippets.bulk_actions.snippet_bulk_action import SnippetBulkAction
from wagtail.snippets.views.snippets import IndexView, InspectView, SnippetViewSet

from core.columns import LinkedRowsMixin, RowColumn
from core.inspecting import InspectInWordsMixin

from .enums import ReviewState
from .models import Review
from .services.reviews import LOG_ACTIONS, LOG_REPLY, moderate_review

EXCERPT_LENGTH = 120


class ModerationPolicy(ModelPermissionPolicy):
    """Staff neither write reviews nor delete them: a bad one is rejected, and the log says by whom."""

    def user_has_permission(self, user, action):
        return action not in {"add", "delete"} and super().user_has_permission(user, action)

    def users_with_any_permission(self, actions):
        return super().users_with_any_permission([a for a in actions if a not in {"add", "delete"}])


class ModerationForm(WagtailAdminModelForm):
    """Whether a review appears, and what the shop answers. Both go through the service."""

    def save(self, commit=True):
        return moderate_review(
            self.instance.pk,
            actor=self.for_user,
            state=ReviewState(self.cleaned_data["state"]),
            reply=self.cleaned_data["reply"],
        )


class ReviewIndexView(LinkedRowsMixin, IndexView):
    pass


class ReviewInspectView(InspectInWordsMixin, InspectView):
    pass


class ReviewViewSet(SnippetViewSet):
    model = Review
    index_view_class = ReviewIndexView
    icon = "openquote"
    menu_label = _("Reviews")
    menu_item_is_registered = True  # in the catalogue's group; else Wagtail adds a menu of snippets for it
    copy_view_enabled = False
    inspect_view_enabled = True
    inspect_view_class = ReviewInspectView
    list_display = [
        RowColumn(
            "product", label=_("Product"), sort_key="product__title",
            get_title_id=lambda review: f"snippet_{review.pk}_title",
        ),
        Column("user", label=_("Customer")),
        Column("rating", label=_("Stars"), sort_key="rating"),
        Column(
            "comment",
            label=_("Text"),
            accessor=lambda review: Truncator(review.comment).chars(EXCERPT_LENGTH),
        ),
        Column("state", label=_("State"), accessor="get_state_display", sort_key="state"),
        DateColumn("created_at", label=_("Written"), sort_key="created_at"),
    ]  # fmt: skip
    list_filter = ["state", "rating", "verified"]
    search_fields = ["comment", "product__title", "user__email"]
    ordering = ["-created_at", "-pk"]
    edit_handler = ObjectList(
        [
            MultiFieldPanel(
                [
                    FieldPanel("product", read_only=True),
                    FieldPanel("user", read_only=True),
                    FieldPanel("rating", read_only=True),
                    FieldPanel("comment", read_only=True),
                ],
                heading=_("What the customer says"),
            ),
            MultiFieldPanel(
                [
                    FieldPanel("state", help_text=_("Visitors see published reviews only.")),
                    FieldPanel("reply", help_text=_("Stands below the review, signed by the shop.")),
                ],
                heading=_("Our decision"),
            ),
        ],
        base_form_class=ModerationForm,
    )

    def register_chooser_viewset(self) -> None:
        """Nothing chooses a review, and the chooser would show them without asking for a permission."""

    def get_queryset(self, request):
        return Review.objects.select_related("product", "user")


class ModerateReviews(SnippetBulkAction):
    """Base of the actions on ticked reviews. state: what becomes of them."""

    models = [Review]
    template_name = "catalog/admin/confirm_reviews.html"
    state: ReviewState
    question = ""

    def check_perm(self, snippet):
        return self.request.user.has_perm("catalog.change_review")

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {"question": self.question, "name": self.display_name}

    def get_execution_context(self):
        return super().get_execution_context() | {"user": self.request.user}

    @classmethod
    def execute_action(cls, objects, user=None, **kwargs):
        for review in objects:
            moderate_review(review.pk, actor=user, state=cls.state)
        return len(objects), 0

    def get_success_message(self, num_parent_objects, num_child_objects):
        return ngettext("%(count)d review is done.", "%(count)d reviews are done.", num_parent_objects) % {
            "count": num_parent_objects
        }


class PublishReviews(ModerateReviews):
    display_name = _("Publish")
    action_type = "publish_reviews"
    aria_label = _("Publish the chosen reviews")
    question = _("Publish these reviews?")
    state = ReviewState.PUBLISHED
    action_priority = 10


class RejectReviews(ModerateReviews):
    display_name = _("Reject")
    action_type = "reject_reviews"
    aria_label = _("Reject the chosen reviews")
    question = _("Reject these reviews? Visitors will not see them.")
    state = ReviewState.REJECTED
    action_priority = 20
    classes = {"serious"}


REVIEW_ACTIONS = [PublishReviews, RejectReviews]
REVIEW_LOG = [
    (LOG_ACTIONS[ReviewState.PUBLISHED], _("Publish a review"), _("Review published")),
    (LOG_ACTIONS[ReviewState.REJECTED], _("Reject a review"), _("Review rejected")),
    (LOG_ACTIONS[ReviewState.PENDING], _("Hold a review back"), _("Review held back")),
    (LOG_REPLY, _("Answer a review"), _("Review answered")),
]
