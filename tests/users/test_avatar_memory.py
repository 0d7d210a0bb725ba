"""A photo, whatever it is, is read within 200 MB; each is tried in a process of its own."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image

LIMIT_MB = 200
READ = """
import io, resource, sys
import django
django.setup()
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image
from users.errors import AvatarRefused
from users.services import avatars

for kind in ("PNG", "JPEG", "WEBP"):  # what Pillow loads once is no part of the photo
    tiny = io.BytesIO()
    Image.new("RGB", (8, 8)).save(tiny, kind)
    avatars._rewrite(SimpleUploadedFile("a", tiny.getvalue()))
upload = SimpleUploadedFile("a", open(sys.argv[1], "rb").read())
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
try:
    avatars._rewrite(upload)
    answer = "taken"
except AvatarRefused:
    answer = "refused"
print(answer, (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024)
"""


@pytest.mark.parametrize(
    ("kind", "mode", "size", "options", "answer"),
    [
        ("PNG", "RGBA", (6000, 4000), {}, "refused"),
        ("JPEG", "RGB", (9000, 6600), {"progressive": True}, "refused"),
        ("JPEG", "RGB", (6000, 6000), {"progressive": True}, "refused"),
        ("JPEG", "RGB", (4000, 3000), {"progressive": True}, "taken"),
        ("JPEG", "RGB", (4000, 3000), {}, "taken"),
        ("JPEG", "RGB", (7000, 5700), {}, "taken"),
        ("PNG", "RGBA", (4000, 2000), {}, "taken"),
        ("WEBP", "RGBA", (4000, 2000), {"lossless": True}, "taken"),
    ],
)
def test_no_photo_needs_more_memory_than_it_may(tmp_path, kind, mode, size, options, answer):
    photo = tmp_path / "photo"
    Image.new(mode, size, "teal").save(photo, kind, **options)

    read = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", READ, photo],
        cwd=Path(__file__).parents[2], env=os.environ.copy(), capture_output=True, text=True, check=True,
    )  # fmt: skip

    told, megabytes = read.stdout.split()[-2:]
    assert told == answer
    assert int(megabytes) < LIMIT_MB
