"""The service worker's file: it imports what it does, and says what to keep. A file of which a letter changed makes a new worker."""

import hashlib
import json
from pathlib import Path

from django.templatetags.static import static
from django.urls import reverse

from shop.workspace.house import kept

FILES = Path(__file__).parents[1] / "static"
# What every room is made of. All of it together is smaller than one photo.
SHELL = ("workspace/css/workspace.css", "cms/img/mark.svg")
FOLDERS = ("workspace/js/*.js", "workspace/img/*.svg")
# Whoever comes to these is about to be somebody else: what was somebody's goes.
BEFORE_THE_DOOR = ("who", "phone", "card", "leave", "me/forget", "language")


def script() -> str:
    house = {
        "shell": shell(),
        "offline": reverse("workspace:offline"),
        "ahead": [reverse(name) for name in kept.AHEAD],
        "seen": kept.SEEN,
        "instead": kept.INSTEAD,
        "doors": [f"/workspace/{name}/" for name in BEFORE_THE_DOOR],
    }
    house["version"] = hashlib.sha256(json.dumps(house).encode()).hexdigest()[:12]
    imports = [f'import "{static(path)}";' for path in kept.IN_THE_WORKER]
    return "\n".join(
        [
            f'import {{ keepHouse }} from "{static("workspace/js/worker.js")}";',
            *imports,
            f"keepHouse({json.dumps(house)});",
            "",
        ]
    )


def shell() -> list[str]:
    found = [str(path.relative_to(FILES)) for pattern in FOLDERS for path in sorted(FILES.glob(pattern))]
    return [static(path) for path in (*SHELL, *found)]
