"""Two tools that exist only in npm, installed once into `var/` in a version of our choice. Without npm, their tests are skipped."""

import fcntl
import json
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
VERSIONS = {"axe-core": "4.14.1", "lighthouse": "12.8.2"}  # Lighthouse 13 wants a newer node than Debian's


def installed(name: str) -> Path:
    """The folder of a package from npm."""
    prefix = ROOT / "var" / name
    package = prefix / "node_modules" / name
    with _one_at_a_time(prefix.with_suffix(".lock")):
        if _version(package) != VERSIONS[name]:
            _install(prefix, f"{name}@{VERSIONS[name]}")
    return package


@contextmanager
def _one_at_a_time(path: Path) -> Iterator[None]:
    """Several processes of the suite may want it at once."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _version(package: Path) -> str:
    try:
        return json.loads((package / "package.json").read_text())["version"]
    except (OSError, ValueError):
        return ""


def _install(prefix: Path, what: str) -> None:
    npm = shutil.which("npm")
    if npm is None:
        pytest.skip(f"There is no npm on this machine to install {what} with (Debian: apt-get install npm).")
    prefix.mkdir(parents=True, exist_ok=True)
    # Without the --prefix's own package.json, npm would look for one in the folders above.
    (prefix / "package.json").write_text('{"private": true}')
    done = subprocess.run(
        [npm, "install", "--prefix", str(prefix), "--no-audit", "--no-fund", "--ignore-scripts", what],
        capture_output=True,
        text=True,
        check=False,
        timeout=240,
    )
    if done.returncode != 0:
        pytest.skip(f"npm could not install {what}: {done.stderr.strip()[-300:]}")
