"""One style sheet out of many: a file per component to work on, a single request for the visitor.

`cms/css/site.css` does not exist as a file of its own. This finder puts it together from the files beside it, tokens first and
utilities last, wherever Django looks for static files: the development server, the tests and `collectstatic`. The style guide
gets the same sheet, in which a class stands for each state that only a pointer or a key can bring about. The leaders' workspace
has a sheet of its own, of which nothing but the tokens is the shop's.
"""

import re
import tempfile
from pathlib import Path

from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage
from whitenoise.storage import CompressedManifestStaticFilesStorage

SOURCES = Path(__file__).parent / "static" / "cms" / "css"
STYLEGUIDE_PAGE = SOURCES.parent / "styleguide" / "page.css"
WORKSPACE_SOURCES = Path(__file__).parents[1] / "shop" / "workspace" / "static" / "workspace" / "css"
BUNDLE = "cms/css/site.css"
STYLEGUIDE_BUNDLE = "cms/css/styleguide.css"
WORKSPACE_BUNDLE = "workspace/css/workspace.css"
FIRST, LAST = ("tokens", "base", "layout"), ("utilities", "print")
FORCED = {":hover": ".is-hover", ":focus-visible": ".is-focus", ":active": ".is-active"}


def sources() -> list[Path]:
    """The files of the bundle in their order. The layers, not this order, decide which rule wins."""
    names = sorted(path.stem for path in SOURCES.glob("*.css"))
    middle = [name for name in names if name not in FIRST + LAST]
    return [SOURCES / f"{name}.css" for name in (*FIRST, *middle, *LAST) if (SOURCES / f"{name}.css").exists()]


def site_sheet() -> str:
    return "\n".join(path.read_text(encoding="utf-8") for path in sources())


def styleguide_sheet() -> str:
    """A hover can be shown with `class="is-hover"`: by the very rules of the site, so that it cannot fall behind them."""
    sheet = site_sheet()
    for state, name in FORCED.items():
        sheet = re.sub(rf"{state}(?![\w-])", f":is({state}, {name})", sheet)
    return sheet + STYLEGUIDE_PAGE.read_text(encoding="utf-8")


def workspace_sheet() -> str:
    # Its own tokens come after the shop's, so that they win; money is the same weaving here and there.
    own = sorted(
        WORKSPACE_SOURCES.glob("*.css"), key=lambda path: (path.stem != "tokens", path.stem != "base", path.stem)
    )
    return "\n".join(path.read_text(encoding="utf-8") for path in (SOURCES / "tokens.css", SOURCES / "band.css", *own))


BUNDLES = {BUNDLE: site_sheet, STYLEGUIDE_BUNDLE: styleguide_sheet, WORKSPACE_BUNDLE: workspace_sheet}


class ModuleStorage(CompressedManifestStaticFilesStorage):
    """Names files by what is in them, also where one script of the workspace imports another.

    Django's own switch for that would read every script there is, and those of Wagtail and Oscar were not written for it.
    """

    patterns = (
        *CompressedManifestStaticFilesStorage.patterns,
        ("workspace/js/*.js", CompressedManifestStaticFilesStorage._js_module_import_aggregation_patterns[1]),
    )


class BundleFinder(BaseFinder):
    def __init__(self, app_names=None, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self._folder = None

    def check(self, **kwargs):
        return []

    def find(self, path, find_all=False, **kwargs):
        if path not in BUNDLES:
            return []
        found = str(Path(self._written(path).location) / path)
        return [found] if find_all else found

    def list(self, ignore_patterns):
        for path in BUNDLES:
            yield path, self._written(path)

    def _written(self, path: str) -> FileSystemStorage:
        # Kept while the process lives: whoever serves or collects the file reads it from disk.
        self._folder = self._folder or tempfile.TemporaryDirectory(prefix="bundle-")
        bundle = Path(self._folder.name) / path
        bundle.parent.mkdir(parents=True, exist_ok=True)
        bundle.write_text(BUNDLES[path](), encoding="utf-8")
        return FileSystemStorage(location=self._folder.name, base_url=None)
