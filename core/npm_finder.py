"""Static files from `node_modules`, by an allow-list, so that only what pages load is ever published."""

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage

# Address below /static/ → file below node_modules/.
FILES = {
    "npm/model-viewer/model-viewer.min.js": "@google/model-viewer/dist/model-viewer.min.js",
    "npm/fonts/prata-cyrillic-400.woff2": "@fontsource/prata/files/prata-cyrillic-400-normal.woff2",
    "npm/fonts/prata-latin-400.woff2": "@fontsource/prata/files/prata-latin-400-normal.woff2",
    "npm/fonts/golos-text-cyrillic.woff2": (
        "@fontsource-variable/golos-text/files/golos-text-cyrillic-wght-normal.woff2"
    ),
    "npm/fonts/golos-text-latin.woff2": (
        "@fontsource-variable/golos-text/files/golos-text-latin-wght-normal.woff2"
    ),
}


class NpmFinder(BaseFinder):
    """Find the files of `FILES`; nothing else in `node_modules` can be served."""

    def __init__(self, *args, **kwargs):
        self.root = settings.BASE_DIR / "node_modules"

    def check(self, **kwargs):
        return []

    def find(self, path, find_all=False, **kwargs):
        source = self.root / FILES[path] if path in FILES else None
        found = [str(source)] if source and source.exists() else []
        return found if find_all or not found else found[0]

    def list(self, ignore_patterns):
        storage = _MappedStorage(self.root)
        for path, source in FILES.items():
            if (self.root / source).exists():
                yield path, storage


class _MappedStorage(FileSystemStorage):
    """Opens a public address from its place in `node_modules`."""

    prefix = ""

    def __init__(self, root):
        super().__init__(location=root, base_url=None)

    def path(self, name):
        return super().path(FILES[name])
