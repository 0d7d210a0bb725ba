"""Large made-up catalogues for measuring: invented rows (`rows`), written in bulk (`writer`)."""
