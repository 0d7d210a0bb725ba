"""The cash register of 54-FZ, for money that no provider registers."""
