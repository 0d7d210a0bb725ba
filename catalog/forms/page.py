"""The product editor's form."""

from wagtail.admin.forms import WagtailAdminPageForm

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
