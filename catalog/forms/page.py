"""The product editor's form."""

from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.admin.forms.pages import CopyForm

from ..enums import FacetScope
from ..models.facets import FacetValue


class ProductPageForm(WagtailAdminPageForm):
    """Only facets of the page are ticked here; those of a finish belong to variants."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "facet_values" in self.fields:
            self.fields["facet_values"].queryset = FacetValue.objects.filter(
                facet__scope=FacetScope.PAGE
            ).select_related("facet")


class DraftCopyForm(CopyForm):
    """A copy of products is a draft, and none stands in two places: there is nothing to choose."""

    def __init__(self, *args, **kwargs):
        # The services write pages, and the pages name this form.
        from ..services.products import products_under

        super().__init__(*args, **kwargs)
        if products_under([self.page]).exists():
            for name in ("publish_copies", "alias"):
                self.fields.pop(name, None)
