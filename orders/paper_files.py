"""What a paper may be made of besides its own text: our fonts, by name. WeasyPrint is loaded with this
module, so import it where a paper is drawn.
"""

from pathlib import Path

from django.conf import settings
from weasyprint.urls import URLFetcher, URLFetcherResponse

PACKAGES = Path(settings.BASE_DIR, "node_modules/@expo-google-fonts")
# Whole fonts: of the subsets that pages load, WeasyPrint makes wrong digits and says nothing.
FONTS = {
    "font:golos-400": PACKAGES / "golos-text/400Regular/GolosText_400Regular.ttf",
    "font:golos-600": PACKAGES / "golos-text/600SemiBold/GolosText_600SemiBold.ttf",
    "font:prata-400": PACKAGES / "prata/400Regular/Prata_400Regular.ttf",
}


class OwnFiles(URLFetcher):
    """Gives out the files of `FONTS`; anything else is refused: no network, no other file, no data.

    refused: whether something was. A refusal ends the drawing, but inside an SVG WeasyPrint swallows it.
    """

    def __init__(self) -> None:
        super().__init__(allowed_protocols=(), allow_redirects=False, fail_on_errors=True)
        self.refused = False

    def fetch(self, url: str, headers=None) -> URLFetcherResponse:
        if url not in FONTS:
            self.refused = True
            raise ValueError("a paper is made of our own files")
        return URLFetcherResponse(url, FONTS[url].read_bytes(), {"Content-Type": "font/ttf"})
