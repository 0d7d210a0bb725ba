"""Doors that Wagtail brings for pages and files; included before its own addresses, so ours are found."""

from django.urls import path

from .views import restrictions

urlpatterns = [
    path("_util/login/", restrictions.login),
    path(
        "_util/authenticate_with_password/<int:page_view_restriction_id>/<int:page_id>/",
        restrictions.page_password,
    ),
    path("documents/authenticate_with_password/<int:restriction_id>/", restrictions.file_password),
]
