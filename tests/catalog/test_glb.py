"""GLB files: the sound ones give their figures, the others a sentence."""

import json
import struct
import time
from pathlib import Path

import pytest

from catalog.glb import GlbRefused, inspect
from tests.factories.pictures import image_bytes

DEMO = sorted(Path(__file__).parents[2].glob("demo/**/*.glb"))
TRIANGLE = struct.pack("<9f", 0, 0, 0, 1.16, 0, 0, 0, 0.82, 0.48)


def document(**changes) -> dict:
    """One triangle of 1160 × 820 × 480 mm."""
    return {
        "asset": {"version": "2.0"},
        "scene": 0,
        "scenes": [{"nodes": [0]}],
        "nodes": [{"mesh": 0}],
        "meshes": [{"primitives": [{"attributes": {"POSITION": 0}}]}],
        "accessors": [
            {"bufferView": 0, "componentType": 5126, "type": "VEC3", "count": 3,
             "min": [0, 0, 0], "max": [1.16, 0.82, 0.48]}
        ],
        "bufferViews": [{"buffer": 0, "byteLength": 36}],
        "buffers": [{"byteLength": 36}],
    } | changes  # fmt: skip


def glb(content: dict | bytes, binary: bytes = TRIANGLE, *, magic=b"glTF", version=2, length=None) -> bytes:
    text = content if isinstance(content, bytes) else json.dumps(content).encode()
    text += b" " * (-len(text) % 4)
    binary += b"\0" * (-len(binary) % 4)
    body = (
        struct.pack("<II", len(text), 0x4E4F534A)
        + text
        + struct.pack("<II", len(binary), 0x004E4942)
        + binary
    )
    return struct.pack("<4sII", magic, version, length or len(body) + 12) + body


def accessor(**changes) -> list[dict]:
    return [document()["accessors"][0] | changes]


def with_image(**image) -> dict:
    return document(images=[image])


def with_picture(picture: bytes, **image) -> bytes:
    """A sound model whose one texture is `picture`."""
    views = [
        {"buffer": 0, "byteLength": 36},
        {"buffer": 0, "byteOffset": 36, "byteLength": len(picture)},
    ]
    content = with_image(bufferView=1, **image) | {
        "bufferViews": views,
        "buffers": [{"byteLength": 36 + len(picture)}],
    }
    return glb(content, TRIANGLE + picture)


def primitives(count: int, mode: int) -> list[dict]:
    return [{"primitives": [{"attributes": {"POSITION": 0}, "mode": mode}] * count}]


LARGE_PICTURE = image_bytes("PNG", (5000, 5000), mode="1")
BAD = {
    "empty": b"",
    "not a model": b"MZ" + b"\0" * 100,
    "gltf text": json.dumps(document()).encode(),
    "wrong magic": glb(document(), magic=b"glTX"),
    "version 1": glb(document(), version=1),
    "wrong length": glb(document(), length=10_000),
    "cut": glb(document())[:-10],
    "chunk overrun": glb(document())[:12] + struct.pack("<I", 2**31) + glb(document())[16:],
    "no json": struct.pack("<4sII", b"glTF", 2, 24) + struct.pack("<II", 4, 0x004E4942) + b"\0\0\0\0",
    "broken json": glb(b'{"asset": '),
    "list": glb(b"[]"),
    "deep json": glb(b"[" * 200_000 + b"]" * 200_000),
    "not a number": glb(json.dumps(document(accessors=accessor(max=[float("nan"), 1, 1]))).encode()),
    "http": glb(with_image(uri="http://example.com/a.png")),
    "file": glb(with_image(uri="file:///etc/passwd")),
    "path": glb(with_image(uri="../../a.png")),
    "svg in data": glb(with_image(uri="data:image/svg+xml;base64,PHN2Zy8+")),
    "svg in view": glb(with_image(bufferView=0, mimeType="image/svg+xml")),
    "no picture in view": glb(with_image(bufferView=0, mimeType="image/png")),
    "address in an extension": glb(document(extensions={"X": {"deep": [{"uri": "http://example.com"}]}})),
    "outside buffer": glb(document(buffers=[{"byteLength": 36, "uri": "a.bin"}])),
    "buffer too long": glb(document(buffers=[{"byteLength": 4000}])),
    "view out of range": glb(document(bufferViews=[{"buffer": 0, "byteLength": 36, "byteOffset": 9}])),
    "negative view": glb(document(bufferViews=[{"buffer": 0, "byteLength": 36, "byteOffset": -9}])),
    "view of another buffer": glb(document(bufferViews=[{"buffer": 1, "byteLength": 36}])),
    "two billion points": glb(document(accessors=accessor(count=2**31))),
    "fraction of a point": glb(document(accessors=accessor(count=1.5))),
    "true points": glb(document(accessors=accessor(count=True))),
    "points from nowhere": glb(document(accessors=[{"componentType": 5126, "type": "VEC3", "count": 2**31}])),
    "unknown type": glb(document(accessors=accessor(componentType=1))),
    "no bounds": glb(document(accessors=[{k: v for k, v in accessor()[0].items() if k != "min"}])),
    "draco": glb(document(extensionsRequired=["KHR_draco_mesh_compression"])),
    "unknown extension": glb(document(extensionsRequired=["ACME_rootkit"])),
    "loop of nodes": glb(document(nodes=[{"mesh": 0, "children": [0]}])),
    "node from nowhere": glb(document(nodes=[{"children": [7]}])),
    "many children": glb(document(nodes=[{"mesh": 0, "children": [1] * 30_000}, {"mesh": 0}])),
    "nothing": glb(document(nodes=[{}])),
    "600 000 triangles": glb(
        document(
            accessors=accessor(count=600_000, componentType=5121, type="SCALAR") + accessor(),
            bufferViews=[{"buffer": 0, "byteLength": 600_000}],
            buffers=[{"byteLength": 600_000}],
            meshes=[{"primitives": [{"attributes": {"POSITION": 1}, "indices": 0}] * 3}],
        ),
        b"\0" * 600_000,
    ),
    "9 MB": glb(document(), b"\0" * 9_000_000),
    "picture of 25 million pixels": with_picture(LARGE_PICTURE, mimeType="image/png"),
    "gif": with_picture(image_bytes("GIF", (8, 8))),
    "gif that calls itself png": with_picture(image_bytes("GIF", (8, 8)), mimeType="image/png"),
    "webp is a must": glb(document(extensionsRequired=["EXT_texture_webp"])),
    "larger than any number of ours": glb(document(accessors=accessor(max=[1e20, 1, 1]))),
    "101 m": glb(document(accessors=accessor(max=[1, 101, 1]))),
    "endless": glb(json.dumps(document(accessors=accessor(max=[7, 1, 1]))).replace("7", "1e999").encode()),
    "endless place": glb(json.dumps(document(nodes=[{"mesh": 0, "translation": [7, 0, 0]}]))
                         .replace("7", "1e999").encode()),
    "65 000 clouds of points": glb(document(meshes=primitives(65_000, 0))),
    "1 000 lines at 100 places": glb(
        document(meshes=primitives(1_000, 1), nodes=[{"mesh": 0}] * 100, scenes=[{"nodes": [*range(100)]}])
    ),
    "mesh of nothing": glb(document(meshes=[{"primitives": []}])),
}  # fmt: skip


@pytest.mark.parametrize("sample", BAD)
def test_bad_model_is_refused_quickly(sample):
    start = time.process_time()

    with pytest.raises(GlbRefused) as refused:
        inspect(BAD[sample])

    assert refused.value.message
    assert time.process_time() - start < 1


def test_figures_of_a_sound_model():
    facts = inspect(
        glb(
            document(extensions={"KHR_materials_variants": {"variants": [{"name": "oak"}, {"name": "sage"}]}})
        )
    )

    assert (facts.triangles, facts.width_mm, facts.height_mm, facts.depth_mm) == (1, 1160, 820, 480)
    assert facts.material_variants == ("oak", "sage")


def test_places_of_nodes_count_for_the_size():
    quarter_turn = [0, 0.7071068, 0, 0.7071068]
    nodes = [
        {"children": [1], "scale": [2, 2, 2]},
        {"mesh": 0, "rotation": quarter_turn, "translation": [0, 1, 0]},
    ]

    facts = inspect(glb(document(nodes=nodes)))

    assert (facts.width_mm, facts.height_mm, facts.depth_mm) == (960, 1640, 2320)


def test_many_parts_of_a_sound_model_are_measured_quickly():
    nodes = [{"mesh": 0, "translation": [place / 100, 0, 0]} for place in range(100)]
    sound = glb(document(meshes=primitives(200, 4), nodes=nodes, scenes=[{"nodes": [*range(100)]}]))
    start = time.process_time()

    facts = inspect(sound)

    assert time.process_time() - start < 1
    assert (facts.triangles, facts.width_mm) == (20_000, 2150)


@pytest.mark.parametrize("form", ["PNG", "JPEG", "WEBP"])
def test_pictures_that_every_browser_shows_pass(form):
    assert inspect(with_picture(image_bytes(form, (8, 8)))).triangles == 1


def test_allowed_extensions_pass():
    names = ["KHR_materials_clearcoat", "KHR_texture_transform", "KHR_mesh_quantization"]

    assert inspect(glb(document(extensionsRequired=names))).triangles == 1


@pytest.mark.parametrize("path", DEMO, ids=lambda path: path.parent.name)
def test_demo_models_pass(path):
    facts = inspect(path.read_bytes())

    assert facts.triangles > 500
    assert len(facts.material_variants) == 3


def test_there_are_demo_models_to_test():
    assert len(DEMO) >= 24
