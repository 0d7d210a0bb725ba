"""Addresses of payments for those who pay, and for providers."""

from django.urls import path

from . import views, webhooks

urlpatterns = [
    path("payments/<uuid:payment_id>/return/", views.returned, name="payment_return"),
    path("payments/<uuid:payment_id>/state/", views.state, name="payment_state"),
    path("webhooks/<slug:gateway_type>/", webhooks.receive, name="webhook"),
    path("webhooks/<slug:gateway_type>/<str:secret>/", webhooks.receive, name="webhook_with_secret"),
]
