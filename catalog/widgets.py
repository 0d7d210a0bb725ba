"""Form widgets of the catalogue's admin."""

from django import forms
from django.template.loader import render_to_string


class FacetCheckboxes(forms.CheckboxSelectMultiple):
    """Facet values as checkboxes, a group per facet, each with its swatch.

    The choices must come from a queryset of `FacetValue` with `facet` at hand.
    """

    template_name = "catalog/admin/facet_checkboxes.html"

    def groups(self, value) -> list[dict]:
        """One dict per facet: its `facet` and its `options` (value, checked), in the owner's order."""
        chosen = {str(pk) for pk in value or ()}
        groups: dict[int, dict] = {}
        for choice, _label in self.choices:
            item = choice.instance
            group = groups.setdefault(item.facet_id, {"facet": item.facet, "options": []})
            group["options"].append({"item": item, "checked": str(item.pk) in chosen})
        return list(groups.values())

    def get_context(self, name, value, attrs) -> dict:
        attrs = self.build_attrs(self.attrs, attrs)
        return {"name": name, "id": attrs.get("id", f"id_{name}"), "groups": self.groups(value)}

    def render(self, name, value, attrs=None, renderer=None) -> str:
        return render_to_string(self.template_name, self.get_context(name, value, attrs))

    class Media:
        css = {"all": ["css/admin/catalog.css"]}


class ColourInput(forms.TextInput):
    """`#94a38d` as text beside the browser's colour picker; the text counts, so that it can be empty."""

    def render(self, name, value, attrs=None, renderer=None) -> str:
        text = super().render(name, value, attrs, renderer)
        return render_to_string("catalog/admin/colour_input.html", {"text": text, "value": value})

    class Media:
        js = ["js/admin/colour-input.js"]
        css = {"all": ["css/admin/catalog.css"]}
