"""Papers as PDF: a template and its facts in, bytes out. Nothing is read besides them and our own fonts."""

from collections.abc import Mapping

from django.template.loader import render_to_string
from django.utils import translation

LANGUAGE = "ru"  # the papers of a Russian shop, whatever language its screens are read in


class PaperNotDrawn(Exception):
    """The template asks for what is not ours, or a font is missing: a fault of the shop, not of the order."""


def render_pdf(template: str, context: Mapping[str, object]) -> bytes:
    """A tagged PDF (PDF/UA-1). The same facts give the same bytes.

    template: extends pdf/paper.html. Takes up to a second of CPU: call it in background work, and not inside
    a transaction. Raises PaperNotDrawn.
    """
    from weasyprint import HTML
    from weasyprint.urls import FatalURLFetchingError

    from .paper_files import OwnFiles

    files = OwnFiles()

    def draw(**more):
        html = render_to_string(template, {**context, **more})
        return HTML(string=html, url_fetcher=files).render(pdf_variant="pdf/ua-1")

    with translation.override(LANGUAGE):
        try:
            paper = draw()
            if len(paper.pages) > 1:
                paper = draw(has_pages=True)  # only now is it known that pages want numbers
            pdf = paper.write_pdf(pdf_variant="pdf/ua-1")
        except FatalURLFetchingError as error:
            raise PaperNotDrawn(template) from error
    if files.refused:
        raise PaperNotDrawn(template)
    return pdf
