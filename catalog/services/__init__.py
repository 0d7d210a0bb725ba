"""What changes the catalogue. Each module is one idea: products, variants, prices, availability, figures."""
