"""Addresses of orders for those who placed them."""

from django.urls import path

from . import document_views as documents
from . import views

urlpatterns = [
    path("account/orders/", views.listing, name="account_orders"),
    path("account/orders/<str:number>/", views.show, name="account_order"),
    path("account/orders/<str:number>/cancel/", views.cancel, name="account_order_cancel"),
    path("account/orders/<str:number>/repeat/", views.repeat, name="account_order_repeat"),
    path(
        "account/orders/<str:number>/documents/<int:pk>/", documents.document, name="account_order_document"
    ),
    path("o/<str:token>/", views.show_by_link, name="order_by_link"),
    path("o/<str:token>/cancel/", views.cancel_by_link, name="order_by_link_cancel"),
    path("o/<str:token>/repeat/", views.repeat_by_link, name="order_by_link_repeat"),
    path("o/<str:token>/code/", views.send_code, name="order_by_link_code"),
    path("o/<str:token>/code/enter/", views.enter_code, name="order_by_link_open"),
    path("o/<str:token>/documents/<int:pk>/", documents.document_by_link, name="order_by_link_document"),
]
