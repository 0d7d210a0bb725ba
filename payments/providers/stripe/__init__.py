"""Stripe Checkout, by the official SDK. Only `client.py` imports the SDK, and only when Stripe is used."""
