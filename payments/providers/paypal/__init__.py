"""PayPal Orders v2 through a thin client; its SDK brings nothing that a few calls need."""
