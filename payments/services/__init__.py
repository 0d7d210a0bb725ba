"""Everything that changes payments. Locks: order, stock, payment, refund, balance, counters."""
