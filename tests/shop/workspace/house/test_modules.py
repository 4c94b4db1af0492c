"""Scripts of the workspace import each other, and a file is named by what is in it: the names in the imports must follow."""

import re
from pathlib import Path

import pytest
from django.core.files.storage import FileSystemStorage
from whitenoise.storage import CompressedManifestStaticFilesStorage

from cms.staticfiles import ModuleStorage

FOLDER = Path(__file__).parents[4] / "shop" / "workspace" / "static"
IMPORTED = re.compile(r"""^(?:import\s*|(?:import|export)\b[^"'=;]*\bfrom\s*)["']([./][^"']+)["']""", re.MULTILINE)
SCRIPTS = sorted(str(path.relative_to(FOLDER)) for path in FOLDER.glob("workspace/js/*.js"))


def collected(storage_class, folder: Path) -> dict[str, str]:
    """The text of each script as it is served, by the name it was written under."""
    source = FileSystemStorage(location=FOLDER)
    storage = storage_class(location=folder, base_url="/static/")
    for name in SCRIPTS:
        with source.open(name) as script:
            storage.save(name, script)
    for _name, _hashed, processed in storage.post_process({name: (storage, name) for name in SCRIPTS}):
        if isinstance(processed, Exception):
            raise processed
    return {name: (folder / storage.stored_name(name)).read_text() for name in SCRIPTS}


def missing(served: dict[str, str], folder: Path) -> list[str]:
    """Imports that lead to a file without its hash, or to none."""
    imports = [(name, other) for name, text in served.items() for other in IMPORTED.findall(text)]
    assert imports
    return [
        f"{name}: {other}"
        for name, other in imports
        if not re.search(r"\.[0-9a-f]{12}\.js$", other) or not (folder / name).parent.joinpath(other).exists()
    ]


def test_what_a_script_imports_is_named_by_what_is_in_it(tmp_path):
    served = collected(ModuleStorage, tmp_path)

    assert missing(served, tmp_path) == []


def test_without_our_storage_imports_would_lead_to_files_that_are_kept_too_long(tmp_path):
    served = collected(CompressedManifestStaticFilesStorage, tmp_path)

    assert missing(served, tmp_path) != []


@pytest.mark.parametrize("name", SCRIPTS)
def test_no_import_is_made_while_a_script_runs(name):
    # A service worker may not, and each would be one more wait of a slow line.
    assert "import(" not in (FOLDER / name).read_text()
