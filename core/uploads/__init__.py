"""Checks of uploaded pictures: pure functions over bytes, no database and no request."""
