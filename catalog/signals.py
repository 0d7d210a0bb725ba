"""What the catalogue tells the apps above it."""

from django.dispatch import Signal

# Sent with `variant_id` under the product's lock, once a list price may have changed and before the history
# is written: who runs campaigns answers by `catalog.services.prices.set_campaign_prices`.
list_price_written = Signal()
