"""A pretend Stripe, PayPal, YooKassa, test gateway and fiscal register, for tests and the demo shop.

No money moves. `server.FakeServer` refuses to start unless settings.DEBUG. Shapes of requests and answers
follow docs/payments.md; everything is kept in memory and gone with the process.
"""
