"""Changing carts."""
