"""How pages of the catalogue answer a visitor; the work is in `catalog.views`."""


class ShowsListing:
    """A page that is a list of products with filters."""

    listed_category_id: int | None = None

    def serve(self, request, *args, **kwargs):
        from ..views import listing_of_page, redirect_of

        listing = listing_of_page(request, self, category_id=self.listed_category_id)
        return redirect_of(listing) or super().serve(request, *args, listing=listing, **kwargs)

    def get_context(self, request, *args, listing=None, **kwargs):
        from ..views import listing_context, listing_of_page

        context = super().get_context(request, *args, **kwargs)
        listing = listing or listing_of_page(request, self, category_id=self.listed_category_id)
        is_plain = listing.is_indexable and not listing.narrowed_to
        context.update(
            listing_context(
                request,
                listing,
                title=self.title,
                description=(self.search_description or self.intro) if is_plain else "",
            )
        )
        if is_plain and self.seo_title:
            context["meta_title"] = self.seo_title
        return context
