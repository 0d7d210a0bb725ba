"""Reading GLB files without trusting them: the checks of an upload, and the figures that the catalogue keeps.

Pure Python over the bytes: nothing is decoded, nothing outside the file is read. Format: glTF 2.0, §4 and §5.
"""

import json
import struct
from base64 import b64decode
from collections.abc import Iterator
from dataclasses import dataclass
from math import isfinite

from django.utils.translation import gettext as _

from core.errors import DomainError
from core.uploads.headers import image_size, kind_of

MAX_BYTES = 8 * 1024 * 1024
MAX_JSON_BYTES = 4 * 1024 * 1024
MAX_TRIANGLES = 500_000
MAX_TEXTURE_PIXELS = 4096 * 4096
MAX_NODES = 20_000
MAX_PRIMITIVES = 20_000  # counted as often as they stand in the scene
MAX_METRES = 100
MAX_DEPTH = 64
JSON_CHUNK, BIN_CHUNK = 0x4E4F534A, 0x004E4942
COMPONENT_BYTES = {5120: 1, 5121: 1, 5122: 2, 5123: 2, 5125: 4, 5126: 4}
COMPONENT_MAX = {5120: 127, 5121: 255, 5122: 32767, 5123: 65535}
TYPE_PARTS = {"SCALAR": 1, "VEC2": 2, "VEC3": 3, "VEC4": 4, "MAT2": 4, "MAT3": 9, "MAT4": 16}
IMAGE_TYPES = ("image/png", "image/jpeg", "image/webp")
DATA_URIS = tuple(f"data:{mime};base64," for mime in IMAGE_TYPES)
EXTENSIONS = ("KHR_texture_transform", "KHR_mesh_quantization")
IDENTITY = (1.0, 0, 0, 0, 0, 1.0, 0, 0, 0, 0, 1.0, 0, 0, 0, 0, 1.0)


class GlbRefused(DomainError):
    """A file that is not a sound, self-contained GLB within our limits."""

    code = "glb_refused"


@dataclass(frozen=True, slots=True)
class GlbFacts:
    """What a sound file holds; the sizes are those of the box around everything in it."""

    triangles: int
    width_mm: int
    height_mm: int
    depth_mm: int
    material_variants: tuple[str, ...]


def inspect(content: bytes) -> GlbFacts:
    """Check `content` and read its figures. Raises GlbRefused with a sentence for people."""
    if len(content) > MAX_BYTES:
        raise GlbRefused(_("The model is larger than 8 MB. Reduce its textures or its details."))
    document, binary = _chunks(content)
    try:
        return _facts(document, binary)
    except (
        KeyError,
        IndexError,
        TypeError,
        AttributeError,
        ValueError,
        OverflowError,
        RecursionError,
    ) as broken:
        raise _damaged() from broken


def _damaged() -> GlbRefused:
    return GlbRefused(_("The file is damaged: its parts do not fit together. Export the model to GLB again."))


def _too_many_parts() -> GlbRefused:
    return GlbRefused(_("The model has too many parts inside parts. Join them before exporting."))


def _chunks(content: bytes) -> tuple[dict, bytes]:
    """The JSON document and the binary part of a GLB container."""
    if len(content) < 20 or content[:4] != b"glTF":
        raise GlbRefused(_("This is not a GLB file. Export the model as “glTF binary (.glb)”."))
    version, length = struct.unpack_from("<II", content, 4)
    if version != 2:
        raise GlbRefused(_("Only version 2 of glTF is supported. Export the model again."))
    if length != len(content):
        raise _damaged()
    position, found = 12, {}
    while position < length:
        if position + 8 > length:
            raise _damaged()
        size, kind = struct.unpack_from("<II", content, position)
        position += 8
        if size > length - position:
            raise _damaged()
        if not found and kind != JSON_CHUNK:
            raise _damaged()
        found.setdefault(kind, content[position : position + size])
        position += size
    return _document(found[JSON_CHUNK]), found.get(BIN_CHUNK, b"")


def _document(raw: bytes) -> dict:
    if len(raw) > MAX_JSON_BYTES:
        raise GlbRefused(_("The description inside the model is too long. Export the model again."))
    try:
        document = json.loads(raw.decode("utf-8"), parse_constant=_no_constant)
    except (ValueError, RecursionError) as broken:
        raise _damaged() from broken
    if not isinstance(document, dict):
        raise _damaged()
    return document


def _no_constant(name: str):
    raise ValueError(name)


def _facts(document: dict, binary: bytes) -> GlbFacts:
    _check_extensions(document)
    _check_addresses(document)
    _check_ranges(document, binary)
    _check_images(document, binary)
    triangles, low, high = _measure(document)
    if triangles > MAX_TRIANGLES:
        raise GlbRefused(_("The model has more than 500,000 triangles. Simplify its mesh."))
    if any(top - bottom > MAX_METRES for bottom, top in zip(low, high, strict=True)):
        raise GlbRefused(_("The model is larger than 100 metres. Export it in metres, at its real size."))
    width, height, depth = (round((top - bottom) * 1000) for bottom, top in zip(low, high, strict=True))
    variants = document.get("extensions", {}).get("KHR_materials_variants", {}).get("variants", [])
    return GlbFacts(triangles, width, height, depth, tuple(str(variant["name"])[:80] for variant in variants))


def _check_extensions(document: dict) -> None:
    for name in document.get("extensionsRequired", []):
        if name not in EXTENSIONS and not name.startswith("KHR_materials_"):
            raise GlbRefused(
                _("The model needs the extension %(name)s, unknown to our viewer. Export it without.")
                % {"name": name[:60]}
            )


def _check_addresses(document: dict) -> None:
    """Every `uri`, wherever it stands, carries its picture in itself."""
    waiting = [document]
    while waiting:
        here = waiting.pop()
        waiting.extend(part for part in (here.values() if isinstance(here, dict) else here)
                       if isinstance(part, dict | list))  # fmt: skip
        if isinstance(here, dict) and "uri" in here and not str(here["uri"]).startswith(DATA_URIS):
            raise GlbRefused(_("The model refers to other files. Pack pictures into the GLB when exporting."))


def _whole(value, low: int = 0) -> int:
    """`value`, when it is a whole number of at least `low`; JSON's true and 1.0 are not."""
    if type(value) is not int or value < low:
        raise ValueError(value)
    return value


def _item(document: dict, kind: str, index) -> dict:
    return document[kind][_whole(index)]


def _check_ranges(document: dict, binary: bytes) -> None:
    """Buffers lie in the file, views in their buffer, accessors in their view."""
    buffers = document.get("buffers", [])
    if len(buffers) > 1 or any("uri" in buffer for buffer in buffers):
        raise _damaged()
    if buffers and _whole(buffers[0]["byteLength"], 1) > len(binary):
        raise _damaged()
    for view in document.get("bufferViews", []):
        buffer = _item(document, "buffers", view["buffer"])
        if _whole(view.get("byteOffset", 0)) + _whole(view["byteLength"], 1) > buffer["byteLength"]:
            raise _damaged()
        if not 4 <= _whole(view.get("byteStride", 4)) <= 252:
            raise _damaged()
    for accessor in document.get("accessors", []):
        if "sparse" in accessor or "bufferView" not in accessor:
            raise GlbRefused(
                _("The model stores its mesh in a way our viewer does not read. Export it uncompressed.")
            )
        view = _item(document, "bufferViews", accessor["bufferView"])
        size = COMPONENT_BYTES[accessor["componentType"]] * TYPE_PARTS[accessor["type"]]
        step = max(view.get("byteStride", size), size)
        count = _whole(accessor["count"], 1)
        if _whole(accessor.get("byteOffset", 0)) + step * (count - 1) + size > view["byteLength"]:
            raise _damaged()


def _check_images(document: dict, binary: bytes) -> None:
    for image in document.get("images", []):
        if "uri" in image:
            picture = b64decode(image["uri"].partition(",")[2])
        else:
            view = _item(document, "bufferViews", image["bufferView"])
            start = view.get("byteOffset", 0)
            picture = binary[start : start + view["byteLength"]]
        size = image_size(picture)
        types = {f"image/{kind_of(picture)}", image.get("mimeType", IMAGE_TYPES[0])}
        if size is None or not types.issubset(IMAGE_TYPES):
            raise GlbRefused(_("Pictures inside the model must be PNG, JPEG or WebP."))
        if size[0] * size[1] > MAX_TEXTURE_PIXELS:
            raise GlbRefused(_("A picture inside the model is larger than 4096 × 4096 pixels."))


def _measure(document: dict) -> tuple[int, list[float], list[float]]:
    """Triangles of the scene, and the lower and upper corner of the box around it, in metres."""
    triangles, placed, low, high = 0, 0, [float("inf")] * 3, [float("-inf")] * 3
    meshes: dict[int, tuple[int, list[list[float]]]] = {}
    for index, matrix in _placed_meshes(document):
        placed += len(_item(document, "meshes", index)["primitives"])
        if placed > MAX_PRIMITIVES:
            raise _too_many_parts()
        if index not in meshes:
            meshes[index] = _mesh(document, document["meshes"][index])
        count, box = meshes[index]
        triangles += count
        for axis in range(3):
            # The lowest corner of a turned box takes, of each side, the end that lies lower.
            ends = [
                sorted((matrix[axis + 4 * k] * box[k][0], matrix[axis + 4 * k] * box[k][1])) for k in range(3)
            ]
            bottom, top = (matrix[axis + 12] + ends[0][end] + ends[1][end] + ends[2][end] for end in (0, 1))
            if not (isfinite(bottom) and isfinite(top)):
                raise _damaged()
            low[axis], high[axis] = min(low[axis], bottom), max(high[axis], top)
    if not triangles:
        raise GlbRefused(_("There is nothing to see in the model."))
    return triangles, low, high


def _mesh(document: dict, mesh: dict) -> tuple[int, list[list[float]]]:
    """Triangles of a mesh, and the two ends of its box along each axis."""
    corners = [corner for primitive in mesh["primitives"] for corner in _corners(document, primitive)]
    triangles = sum(_triangles(document, primitive) for primitive in mesh["primitives"])
    return triangles, [[min(axis), max(axis)] for axis in zip(*corners, strict=True)]


def _triangles(document: dict, primitive: dict) -> int:
    if "material" in primitive:
        _item(document, "materials", primitive["material"])
    count = _item(document, "accessors", primitive.get("indices", primitive["attributes"]["POSITION"]))[
        "count"
    ]
    mode = primitive.get("mode", 4)
    return count // 3 if mode == 4 else max(count - 2, 0) if mode in {5, 6} else 0


def _corners(document: dict, primitive: dict) -> list[list[float]]:
    """The lower and the upper corner of a primitive's box, as its POSITION accessor tells."""
    accessor = _item(document, "accessors", primitive["attributes"]["POSITION"])
    scale = COMPONENT_MAX[accessor["componentType"]] if accessor.get("normalized") else 1
    bounds = [[float(value) / scale for value in accessor[end]] for end in ("min", "max")]
    if any(len(bound) != 3 for bound in bounds):
        raise _damaged()
    return bounds


def _placed_meshes(document: dict) -> Iterator[tuple[int, tuple[float, ...]]]:
    """Every mesh's number with the matrix of its place, as often as it stands there; a loop is refused."""
    nodes = document.get("nodes", [])
    scenes = document.get("scenes", [])
    roots = scenes[_whole(document.get("scene", 0))].get("nodes", []) if scenes else []
    waiting = [(root, IDENTITY, 1) for root in roots]
    visited = 0
    while waiting:
        index, parent, depth = waiting.pop()
        visited += 1
        if depth > MAX_DEPTH or len(nodes) > MAX_NODES:
            raise _too_many_parts()
        node = nodes[_whole(index)]
        matrix = _multiply(parent, _matrix(node))
        children = node.get("children", [])
        if visited + len(waiting) + len(children) > MAX_NODES:
            raise _too_many_parts()
        waiting.extend((child, matrix, depth + 1) for child in children)
        if "mesh" in node:
            yield _whole(node["mesh"]), matrix


def _matrix(node: dict) -> tuple[float, ...]:
    """A node's own transformation, column by column."""
    if not node.keys() & {"matrix", "rotation", "scale", "translation"}:
        return IDENTITY
    if "matrix" in node:
        matrix = tuple(float(value) for value in node["matrix"])
        if len(matrix) != 16:
            raise _damaged()
        return matrix
    x, y, z, w = (float(value) for value in node.get("rotation", (0, 0, 0, 1)))
    sx, sy, sz = (float(value) for value in node.get("scale", (1, 1, 1)))
    tx, ty, tz = (float(value) for value in node.get("translation", (0, 0, 0)))
    return (
        (1 - 2 * (y * y + z * z)) * sx, 2 * (x * y + z * w) * sx, 2 * (x * z - y * w) * sx, 0,
        2 * (x * y - z * w) * sy, (1 - 2 * (x * x + z * z)) * sy, 2 * (y * z + x * w) * sy, 0,
        2 * (x * z + y * w) * sz, 2 * (y * z - x * w) * sz, (1 - 2 * (x * x + y * y)) * sz, 0,
        tx, ty, tz, 1.0,
    )  # fmt: skip


def _multiply(left: tuple[float, ...], right: tuple[float, ...]) -> tuple[float, ...]:
    if left is IDENTITY:
        return right
    if right is IDENTITY:
        return left
    return tuple(
        sum(left[row + 4 * k] * right[k + 4 * column] for k in range(4))
        for column in range(4)
        for row in range(4)
    )
