"""The addresses of the whole site, read from its URL patterns."""

from django.urls import URLPattern, get_resolver

EXAMPLES = {"int": "1", "str": "x", "slug": "x", "path": "x", "uuid": "00000000-0000-0000-0000-000000000000"}


def all_addresses() -> list[str]:
    """An address for each pattern, with a made-up value for every parameter."""
    found = set()

    def walk(patterns, parts):
        for entry in patterns:
            here = [*parts, entry.pattern]
            if isinstance(entry, URLPattern):
                found.add("/" + "".join(map(_example, here)))
            else:
                walk(entry.url_patterns, here)

    walk(get_resolver().url_patterns, [])
    return sorted(found)


def _example(pattern) -> str:
    text = str(pattern)
    for name, converter in getattr(pattern, "converters", {}).items():
        kind = type(converter).__name__.removesuffix("Converter").lower().replace("string", "str")
        for written in (f"<{kind}:{name}>", f"<{name}>"):
            text = text.replace(written, EXAMPLES.get(kind, "1"))
    for name in ("^", "$", r"\Z", ".*"):
        text = text.replace(name, "")
    return text.split("(")[0]
