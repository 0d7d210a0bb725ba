"""Addresses of payments for those who pay, and for providers."""

from django.urls import path

from . import webhooks
from .views import balance, paying, returning

urlpatterns = [
    path("pay/<str:token>/", paying.pay, name="pay"),
    path("payments/<uuid:payment_id>/go/", paying.go, name="payment_go"),
    path("payments/<uuid:payment_id>/return/", returning.returned, name="payment_return"),
    path("payments/<uuid:payment_id>/state/", returning.state, name="payment_state"),
    path("account/balance/", balance.balance, name="account_balance"),
    path("webhooks/<slug:gateway_type>/", webhooks.receive, name="webhook"),
    path("webhooks/<slug:gateway_type>/<str:secret>/", webhooks.receive, name="webhook_with_secret"),
]
