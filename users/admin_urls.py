"""Staff door of the admin."""

urlpatterns: list = []
