"""YooKassa v3 with receipts of 54-FZ, through a thin client."""
