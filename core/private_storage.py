"""Files that belong to somebody: outside the media, without an address, whole or not there at all."""

import os
import tempfile
from pathlib import Path

from django.conf import settings
from django.core.files.storage import FileSystemStorage, storages

UNFINISHED = ".unfinished"
FILE_MODE, FOLDER_MODE = 0o640, 0o750  # the web server reads them as a member of the group


class PrivateStorage(FileSystemStorage):
    """Below PRIVATE_ROOT, which is asked each time, so that tests may move it."""

    @property
    def base_location(self) -> Path:
        return settings.PRIVATE_ROOT

    @property
    def location(self) -> str:
        return os.path.abspath(self.base_location)

    def url(self, name: str | None) -> str:
        raise ValueError("a private file has no address")

    def keep(self, name: str, content: bytes) -> None:
        """Write `content` as `name`. Whoever looks, also after a crash, finds all of it or nothing.

        The same content twice at once is one file; a name is never given to another content.
        """
        root, target, unfinished = (Path(self.path(path)) for path in ("", name, UNFINISHED))
        folders = [folder for folder in target.parents if folder.is_relative_to(root)]
        for folder in (*reversed(folders), unfinished):
            folder.mkdir(mode=FOLDER_MODE, parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=unfinished)
        try:
            with os.fdopen(handle, "wb") as stream:
                stream.write(content)
                stream.flush()
                os.fchmod(stream.fileno(), FILE_MODE)
                os.fsync(stream.fileno())
            os.replace(temporary, target)
        except BaseException:
            Path(temporary).unlink(missing_ok=True)
            raise
        for folder in folders:  # a new name is safe when its folder is
            _fsync_folder(folder)


def private_storage() -> PrivateStorage:
    return storages["private"]


def _fsync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
