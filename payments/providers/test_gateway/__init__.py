"""The pretend gateway of development and tests: docs/payments.md."""
