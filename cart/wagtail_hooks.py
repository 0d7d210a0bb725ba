"""Where the cart enters Wagtail's admin."""

from django.urls import path, reverse
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.admin.widgets.button import HeaderButton

from .admin_views import SEE_PROMOTIONS, TryPromotionView


@hooks.register("register_admin_urls")
def addresses():
    return [path("try-promotion/<int:pk>/", TryPromotionView.as_view(), name="try_promotion")]


@hooks.register("register_promotion_buttons")
def try_button(promotion, user):
    if not user.has_perm(SEE_PROMOTIONS):
        return []
    url = reverse("try_promotion", args=[promotion.pk])
    return [HeaderButton(_("Try it on a cart"), url=url, icon_name="crosshairs")]
