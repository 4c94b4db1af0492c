"""One style sheet out of many: a file per component to work on, a single request for the visitor.

`cms/css/site.css` does not exist as a file of its own. This finder puts it together from the files beside it, tokens first and
utilities last, wherever Django looks for static files: the development server, the tests and `collectstatic`.
"""

import tempfile
from pathlib import Path

from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage

SOURCES = Path(__file__).parent / "static" / "cms" / "css"
BUNDLE = "cms/css/site.css"
FIRST, LAST = ("tokens", "base", "layout"), ("utilities",)


def sources() -> list[Path]:
    """The files of the bundle in their order. The layers, not this order, decide which rule wins."""
    names = sorted(path.stem for path in SOURCES.glob("*.css"))
    middle = [name for name in names if name not in FIRST + LAST]
    return [SOURCES / f"{name}.css" for name in (*FIRST, *middle, *LAST)]


class BundleFinder(BaseFinder):
    def __init__(self, app_names=None, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self._folder = None

    def check(self, **kwargs):
        return []

    def find(self, path, find_all=False, **kwargs):
        if path != BUNDLE:
            return []
        found = str(Path(self._written().location) / BUNDLE)
        return [found] if find_all else found

    def list(self, ignore_patterns):
        yield BUNDLE, self._written()

    def _written(self) -> FileSystemStorage:
        # Kept while the process lives: whoever serves or collects the file reads it from disk.
        self._folder = self._folder or tempfile.TemporaryDirectory(prefix="bundle-")
        bundle = Path(self._folder.name) / BUNDLE
        bundle.parent.mkdir(parents=True, exist_ok=True)
        bundle.write_text("\n".join(path.read_text(encoding="utf-8") for path in sources()), encoding="utf-8")
        return FileSystemStorage(location=self._folder.name, base_url=None)
