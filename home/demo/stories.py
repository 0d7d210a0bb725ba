"""Stories of products: blocks of `stories.toml` as the stream field takes them."""

from catalog.models import Picture

PICTURES = {"picture", "before", "after"}


def blocks(story: list[dict], pictures: dict[str, Picture]) -> list[tuple]:
    """pictures: by the name of their asset file, as the story names them."""
    return [(block["kind"], _with_pictures(block["value"], pictures)) for block in story]


def _with_pictures(value: str | dict, pictures: dict[str, Picture]) -> str | dict:
    if isinstance(value, str):
        return value.strip()
    return {name: _part(name, part, pictures) for name, part in value.items()}


def _part(name: str, part, pictures: dict[str, Picture]):
    if name in PICTURES:
        return pictures[part]
    return [pictures[path] for path in part] if name == "pictures" else part
