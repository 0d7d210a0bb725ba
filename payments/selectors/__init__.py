"""What pages read of payments, each with a fixed number of queries."""
