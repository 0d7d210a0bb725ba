"""Addresses below /admin/ that are no viewset's."""

from django.urls import path

from .admin_views import AddProductView, DeleteDraftView, WithdrawView

app_name = "catalog_admin"
urlpatterns = [
    path("products/add/", AddProductView.as_view(), name="add_product"),
    path("products/add/<int:category_id>/", AddProductView.as_view(), name="add_product"),
    path("products/withdraw/<int:page_id>/", WithdrawView.as_view(), name="withdraw"),
    path("products/delete-draft/<int:page_id>/", DeleteDraftView.as_view(), name="delete_draft"),
]
