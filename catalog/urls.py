"""Addresses of the catalogue that are not pages."""

from django.urls import path

from . import review_views, views

urlpatterns = [
    path("search/", views.search, name="search"),
    path("reviews/<int:product_id>/", review_views.submit, name="review_submit"),
]
