"""Reading the catalogue for pages: each selector has a fixed number of queries."""
