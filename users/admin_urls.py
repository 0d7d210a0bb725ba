"""Staff door of the admin; included before Wagtail's own addresses, so it is this login that is found."""

from django.urls import path

from .views import staff

urlpatterns = [path("login/", staff.login)]
