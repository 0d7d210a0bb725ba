"""Addresses of the checkout."""

from django.urls import path

from . import views

urlpatterns = [
    path("checkout/", views.checkout, name="checkout"),
    path("checkout/quote/", views.quote, name="checkout_quote"),
    path("checkout/addresses/", views.addresses, name="checkout_addresses"),
]
