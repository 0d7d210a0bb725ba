"""Taking picture files apart and putting them together again without what a shop must not publish.

Dropped: EXIF with its GPS place, XMP, comments, anything after the picture's end. Kept: pixels bit by bit,
the colour profile, and the orientation, as an EXIF block that says nothing else.
"""

import struct
import zlib
from dataclasses import dataclass

from .headers import SOF_MARKERS, image_size

ORIENTATION = 0x0112
SEQUENTIAL_MARKERS = {0xC0, 0xC1, 0xC9}
PNG_KEPT = {
    b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"iCCP", b"sBIT", b"bKGD",
    b"pHYs", b"acTL", b"fcTL", b"fdAT", b"cICP",
}  # fmt: skip
WEBP_DROPPED = {b"EXIF", b"XMP "}
WEBP_EXIF_FLAG, WEBP_XMP_FLAG = 0x08, 0x04
GIF_APPLICATIONS = (b"NETSCAPE2.0", b"ANIMEXTS1.0")


class Damaged(ValueError):
    """The file ends too early or contradicts itself."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A file without private data, and the size of what decoding it would fill."""

    content: bytes
    width: int
    height: int
    frames: int = 1
    channels: int = 3
    buffered: bool = False  # its decoder holds the whole picture a second time


def take_apart(content: bytes, kind: str) -> Picture:
    """`content` of `kind` (png, jpeg, gif, webp) without private data. Raises Damaged."""
    try:
        return {"png": _png, "jpeg": _jpeg, "gif": _gif, "webp": _webp}[kind](content)
    except (IndexError, struct.error) as early_end:
        raise Damaged from early_end


def _orientation(exif: bytes) -> int:
    """The orientation (1–8) that a TIFF block tells; 1 when it tells none."""
    try:
        order = {b"II": "<", b"MM": ">"}[exif[:2]]
        start = struct.unpack_from(order + "I", exif, 4)[0]
        for entry in range(min(struct.unpack_from(order + "H", exif, start)[0], 200)):
            tag, _kind, _count, value = struct.unpack_from(order + "HHIH", exif, start + 2 + entry * 12)
            if tag == ORIENTATION:
                return value if 1 <= value <= 8 else 1
    except (KeyError, struct.error):
        pass
    return 1


def _exif(orientation: int) -> bytes:
    """A TIFF block with the orientation alone."""
    return struct.pack("<2sHIHHHIHHI", b"II", 42, 8, 1, ORIENTATION, 3, 1, orientation, 0, 0)


def _jpeg(content: bytes) -> Picture:
    kept, position, orientation, channels, frames = bytearray(), 2, 1, 3, 0
    buffered = False
    while True:
        if content[position] != 0xFF:
            raise Damaged
        marker = content[position + 1]
        if marker == 0xFF:
            position += 1
            continue
        if marker == 0xD9:
            break
        length = 2 + struct.unpack_from(">H", content, position + 2)[0]
        segment = content[position : position + length]
        if len(segment) < length:
            raise Damaged
        if marker in SOF_MARKERS:
            frames, channels = frames + 1, segment[9]
            buffered = marker not in SEQUENTIAL_MARKERS
        if marker == 0xE1 and segment[4:10] == b"Exif\0\0":
            orientation = _orientation(segment[10:])
        if _jpeg_keeps(marker, segment):
            kept += segment
        position += length
        if marker == 0xDA:
            buffered |= segment[4] < channels
            end = _scan_end(content, position)
            kept += content[position:end]
            position = end
    size = image_size(content)
    if frames != 1 or size is None:
        raise Damaged
    head = b"\xff\xd8"
    if orientation != 1:
        block = b"Exif\0\0" + _exif(orientation)
        head += b"\xff\xe1" + struct.pack(">H", len(block) + 2) + block
    return Picture(head + bytes(kept) + b"\xff\xd9", *size, channels=channels, buffered=buffered)


def _jpeg_keeps(marker: int, segment: bytes) -> bool:
    """Of the application segments only those that colours need; comments never."""
    if 0xE0 <= marker <= 0xEF:
        return marker in {0xE0, 0xEE} or (marker == 0xE2 and segment[4:16] == b"ICC_PROFILE\0")
    return marker != 0xFE


def _scan_end(content: bytes, position: int) -> int:
    """Where the compressed data that starts at `position` ends: the next marker that is not part of it."""
    while True:
        position = content.find(b"\xff", position)
        if position < 0 or position + 1 >= len(content):
            raise Damaged
        after = content[position + 1]
        if after == 0 or 0xD0 <= after <= 0xD7:
            position += 2
        else:
            return position


def _png(content: bytes) -> Picture:
    kept, position, frames, orientation, headers, ended = bytearray(content[:8]), 8, 1, 1, 0, False
    while not ended:
        length, kind = struct.unpack_from(">I4s", content, position)
        chunk = content[position : position + length + 12]
        if len(chunk) < length + 12 or zlib.crc32(chunk[4:-4]) != struct.unpack(">I", chunk[-4:])[0]:
            raise Damaged
        headers += kind == b"IHDR"
        if kind == b"acTL":
            frames = max(struct.unpack_from(">I", chunk, 8)[0], 1)
        if kind == b"eXIf":
            orientation = _orientation(chunk[8:-4])
            if orientation != 1:
                body = b"eXIf" + _exif(orientation)
                kept += struct.pack(">I", len(body) - 4) + body + struct.pack(">I", zlib.crc32(body))
        elif kind in PNG_KEPT:
            kept += chunk
        ended = kind == b"IEND"
        position += length + 12
    size = image_size(content)
    if headers != 1 or size is None:
        raise Damaged
    return Picture(bytes(kept), *size, frames=frames)


def _webp(content: bytes) -> Picture:
    end = 8 + struct.unpack_from("<I", content, 4)[0]
    if end > len(content):
        raise Damaged
    chunks, position, orientation = [], 12, 1
    while position + 8 <= end:
        kind, length = struct.unpack_from("<4sI", content, position)
        body = content[position + 8 : position + 8 + length]
        if len(body) < length:
            raise Damaged
        if kind == b"EXIF":
            orientation = _orientation(body.removeprefix(b"Exif\0\0"))
        if kind not in WEBP_DROPPED:
            chunks.append((kind, body))
        position += 8 + length + length % 2
    size = image_size(content)
    if size is None or not chunks:
        raise Damaged
    frames = sum(kind == b"ANMF" for kind, _body in chunks) or 1
    if chunks[0][0] == b"VP8X":
        flags = chunks[0][1][0] & ~(WEBP_EXIF_FLAG | WEBP_XMP_FLAG)
        if orientation != 1:
            flags |= WEBP_EXIF_FLAG
            chunks.append((b"EXIF", _exif(orientation)))
        chunks[0] = (b"VP8X", bytes([flags]) + chunks[0][1][1:])
    inside = b"WEBP" + b"".join(
        struct.pack("<4sI", kind, len(body)) + body + b"\0" * (len(body) % 2) for kind, body in chunks
    )
    return Picture(b"RIFF" + struct.pack("<I", len(inside)) + inside, *size, frames=frames)


def _gif(content: bytes) -> Picture:
    position = 13 + _colours(content[10])
    kept, frames = bytearray(content[:position]), 0
    while content[position] != 0x3B:
        start = position
        if content[position] == 0x21:
            application = content[position + 3 : position + 14]
            position = _blocks_end(content, position + 2)
            wanted = content[start + 1] in {0xF9, 0x01} or (
                content[start + 1] == 0xFF and application in GIF_APPLICATIONS
            )
        elif content[position] == 0x2C:
            position = _blocks_end(content, position + 11 + _colours(content[position + 9]))
            wanted, frames = True, frames + 1
        else:
            raise Damaged
        if wanted:
            kept += content[start:position]
    size = image_size(content)
    if size is None or not frames:
        raise Damaged
    return Picture(bytes(kept) + b"\x3b", *size, frames=frames)


def _colours(flags: int) -> int:
    """Bytes of the colour table that `flags` announce."""
    return 3 * 2 ** ((flags & 7) + 1) if flags & 0x80 else 0


def _blocks_end(content: bytes, position: int) -> int:
    """The place after a chain of GIF data blocks that starts at `position`."""
    while content[position]:
        position += content[position] + 1
    return position + 1
