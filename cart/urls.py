"""Addresses of the cart."""

from django.urls import path

from . import views

urlpatterns = [
    path("cart/", views.show, name="cart"),
    path("cart/add/", views.add, name="cart_add"),
    path("cart/buy/", views.buy, name="cart_buy"),
    path("cart/lines/<int:item_id>/", views.change, name="cart_line"),
    path("cart/lines/<int:item_id>/remove/", views.remove, name="cart_line_remove"),
    path("cart/clear/", views.clear, name="cart_clear"),
    path("cart/changes/", views.accept, name="cart_accept"),
    path("cart/voucher/", views.voucher, name="cart_voucher"),
    path("cart/voucher/drop/", views.drop_voucher, name="cart_voucher_drop"),
    path("cart/gift/", views.gift, name="cart_gift"),
]
