"""Addresses of the site that belong to no page."""

from django.urls import path

from . import views

urlpatterns = [
    path("theme/", views.choose_theme, name="theme"),
    path("robots.txt", views.robots, name="robots"),
]
