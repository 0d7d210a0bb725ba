"""What a picture says about itself in its first bytes; nothing is decoded."""

import struct

PNG = b"\x89PNG\r\n\x1a\n"
SOF_MARKERS = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
# Brands of the ISO media container that mean AVIF; HEIC and the rest are other formats.
AVIF_BRANDS = (b"avif", b"avis")


def kind_of(content: bytes) -> str | None:
    """`png`, `jpeg`, `gif`, `webp`, `avif`, `svg`, or None. The name of the file plays no part."""
    if content.startswith(PNG):
        return "png"
    if content.startswith(b"\xff\xd8\xff"):
        return "jpeg"
    if content[:6] in {b"GIF87a", b"GIF89a"}:
        return "gif"
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "webp"
    if content[4:8] == b"ftyp" and content[8:12] in AVIF_BRANDS:
        return "avif"
    return (
        "svg"
        if b"<svg" in content[:4096].lower() and content.lstrip(b"\xef\xbb\xbf \r\n\t")[:1] == b"<"
        else None
    )


def image_size(content: bytes) -> tuple[int, int] | None:
    """Width and height in pixels of a PNG, JPEG, WebP or GIF; None for anything else."""
    try:
        return {"png": _png, "jpeg": _jpeg, "webp": webp_size, "gif": _gif}[kind_of(content)](content)
    except (KeyError, IndexError, struct.error):
        return None


def _png(content: bytes) -> tuple[int, int]:
    return struct.unpack_from(">II", content, 16)


def _gif(content: bytes) -> tuple[int, int]:
    return struct.unpack_from("<HH", content, 6)


def _jpeg(content: bytes) -> tuple[int, int] | None:
    position = 2
    while content[position] == 0xFF:
        marker = content[position + 1]
        if marker in SOF_MARKERS:
            height, width = struct.unpack_from(">HH", content, position + 5)
            return width, height
        if marker == 0xFF:
            position += 1
            continue
        position += 2 + struct.unpack_from(">H", content, position + 2)[0]
    return None


def webp_size(content: bytes) -> tuple[int, int] | None:
    kind = content[12:16]
    if kind == b"VP8X":
        return (
            int.from_bytes(content[24:27], "little") + 1,
            int.from_bytes(content[27:30], "little") + 1,
        )
    if kind == b"VP8 ":
        width, height = struct.unpack_from("<HH", content, 26)
        return width & 0x3FFF, height & 0x3FFF
    if kind == b"VP8L":
        bits = struct.unpack_from("<I", content, 21)[0]
        return (bits & 0x3FFF) + 1, ((bits >> 14) & 0x3FFF) + 1
    return None
