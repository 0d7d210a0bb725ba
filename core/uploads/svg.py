"""SVG drawings that are nothing else: no scripts, no events, nothing from elsewhere (design decision 21).

Elements and ways to refer are listed, not forbidden one by one: what we do not know is refused.
"""

import re
from xml.parsers import expat

from django.utils.translation import gettext as _

from core.errors import DomainError

MAX_BYTES = 2 * 1024 * 1024
MAX_ELEMENTS = 60_000
MAX_DEPTH = 64
SVG_NAMESPACE = "http://www.w3.org/2000/svg"
XLINK, XML = "http://www.w3.org/1999/xlink", "http://www.w3.org/XML/1998/namespace"
# What drawing programs write beside the drawing; browsers make nothing of it.
EDITORS = frozenset({
    "http://sodipodi.sourceforge.net/DTD/sodipodi-0.dtd",
    "http://www.inkscape.org/namespaces/inkscape",
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "http://purl.org/dc/elements/1.1/",
    "http://creativecommons.org/ns#",
    "http://web.resource.org/cc/",
    "http://www.serif.com/",
    "http://www.bohemiancoding.com/sketch/ns",
})  # fmt: skip
# In words, as the specification has them: a list of fifty strings is harder to compare with it.
ELEMENT_NAMES = """
    svg g defs symbol use title desc metadata style path rect circle ellipse line polyline polygon text tspan
    textPath image clipPath mask marker pattern linearGradient radialGradient stop switch filter feBlend
    feColorMatrix feComponentTransfer feComposite feConvolveMatrix feDiffuseLighting feDisplacementMap
    feDistantLight feDropShadow feFlood feFuncA feFuncB feFuncG feFuncR feGaussianBlur feMerge feMergeNode
    feMorphology feOffset fePointLight feSpecularLighting feSpotLight feTile feTurbulence
"""
ELEMENTS = frozenset(ELEMENT_NAMES.split())
PICTURE = re.compile(r"data:image/(png|jpeg|webp);base64,[A-Za-z0-9+/=\s]*")
# `url(#grain)` is the only address that style may have; a backslash could spell any other word.
OUTSIDE = re.compile(r"url\((?!\s*['\"]?#)|@import|\\|expression\(|javascript:|image-set\(", re.IGNORECASE)


class SvgRefused(DomainError):
    code = "svg_refused"


def check(content: bytes) -> None:
    """Raises SvgRefused with a sentence when `content` is more than a drawing."""
    if len(content) > MAX_BYTES:
        raise SvgRefused(_("The drawing is larger than 2 MB. Simplify it."))
    try:
        _Reader().read(content)
    except expat.ExpatError as broken:
        raise SvgRefused(_("The drawing is damaged: it is not a well-formed SVG.")) from broken


def _active() -> SvgRefused:
    return SvgRefused(
        _("The drawing contains a script, an event or a link to another place. Export it as a plain SVG.")
    )


class _Reader:
    """One pass of the parser; entities and document types are refused before they can grow."""

    def __init__(self) -> None:
        self.depth = self.count = 0
        self.in_style = False
        self.style: list[str] = []

    def read(self, content: bytes) -> None:
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
        parser.buffer_text = True
        parser.StartDoctypeDeclHandler = self._refuse
        parser.EntityDeclHandler = self._refuse
        parser.ProcessingInstructionHandler = self._refuse
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text
        parser.Parse(content, True)

    def _refuse(self, *declaration) -> None:
        raise _active()

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self.count, self.depth = self.count + 1, self.depth + 1
        if self.count > MAX_ELEMENTS or self.depth > MAX_DEPTH:
            raise SvgRefused(_("The drawing has too many parts. Simplify it."))
        namespace, _space, local = name.rpartition(" ")
        if self.count == 1 and (namespace, local) != (SVG_NAMESPACE, "svg"):
            raise SvgRefused(_("The drawing is damaged: it is not a well-formed SVG."))
        known = local in ELEMENTS if namespace == SVG_NAMESPACE else namespace in EDITORS
        if self.in_style or not known:
            raise _active()
        self.in_style = (namespace, local) == (SVG_NAMESPACE, "style")
        for key, value in attributes.items():
            namespace, _space, name = key.rpartition(" ")
            if namespace not in {"", XLINK, XML} | EDITORS:
                raise _active()
            self._attribute(local, name.lower(), value)

    def _attribute(self, element: str, name: str, value: str) -> None:
        if name.startswith("on") or name in {"src", "base"}:
            raise _active()
        if name == "href":
            inside = element in {"image", "feImage"} and PICTURE.fullmatch(value)
            if not (value.strip().startswith("#") or inside):
                raise _active()
        elif OUTSIDE.search(value):
            raise _active()

    def _end(self, name: str) -> None:
        self.depth -= 1
        if self.in_style and OUTSIDE.search("".join(self.style)):
            raise _active()
        self.in_style, self.style = False, []

    def _text(self, text: str) -> None:
        if self.in_style:
            self.style.append(text)
