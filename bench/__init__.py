"""What pages cost: `make bench` (python -m bench)."""
