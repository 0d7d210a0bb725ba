"""Pages of payments for those who pay."""
