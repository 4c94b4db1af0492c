import hashlib
import json
import socket
import sys
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from cms.demo.accounts import ACCOUNTS
from cms.demo.leaders import LEADERS


class Command(BaseCommand):
    help = "Makes the demo ready to serve: database, static files, content. Does nothing that was done before."

    def handle(self, **options):
        self._refuse_taken_ports()
        stamp = settings.VAR_DIR / "demo.json"
        wanted = _fingerprint(settings.BASE_DIR)
        done = json.loads(stamp.read_text()) if stamp.exists() else {}
        if done != wanted or not (settings.VAR_DIR / "shop.sqlite3").exists():
            self._prepare(done, wanted)
            stamp.write_text(json.dumps(wanted))
        self._tell()

    def _prepare(self, done: dict, wanted: dict) -> None:
        settings.VAR_DIR.mkdir(parents=True, exist_ok=True)
        if done.get("schema") != wanted["schema"]:
            self._put_aside()
        if not (settings.VAR_DIR / "shop.sqlite3").exists():
            self.say("Making the database (about half a minute) …")
            call_command("migrate", verbosity=0)
            call_command("createcachetable", verbosity=0)
        if done.get("static") != wanted["static"] or not settings.STATIC_ROOT.exists():
            self.say("Collecting style sheets and scripts …")
            call_command("collectstatic", interactive=False, verbosity=0)
        self.say("Loading the demo …")
        call_command("load_demo")

    def _put_aside(self) -> None:
        """A demo of other tables, or of another sandbox, is made anew: before the first release migrations may be reset."""
        for name in ("shop", "sandbox"):
            for file in settings.VAR_DIR.glob(f"{name}.sqlite3*"):
                self.say(f"The demo has changed: {file.name} is kept as before-{file.name}.")
                file.replace(file.with_name(f"before-{file.name}"))

    def _tell(self) -> None:
        site = settings.BASE_URL
        lines = [
            "",
            f"  The shop           {site}/",
            f"  Staff: the site    {site}/admin/",
            f"  Staff: the shop    {site}/dashboard/",
            f"  The leaders        {site}/workspace/   (on a phone)",
            f"  The Stripe sandbox {settings.STRIPE_API_BASE}/   (no money moves)",
            f"  Mails are files in {settings.EMAIL_FILE_PATH}/",
            "",
            *(f"  {account.role:<6} {account.email:<28} {account.password}" for account in ACCOUNTS),
            *(f"  leader {leader.phone:<28} {leader.pin}   {leader.name}" for leader in LEADERS),
            "",
            "  Ctrl-C ends everything; `make reset` empties the demo.",
            "",
        ]
        self.say("\n".join(lines))

    def _refuse_taken_ports(self) -> None:
        for port, variable in ((settings.PORT, "PORT"), (settings.SANDBOX_PORT, "SANDBOX_PORT")):
            with socket.socket() as probe:
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                try:
                    probe.bind(("127.0.0.1", int(port)))
                except OSError as taken:
                    raise CommandError(f"Port {port} is taken. Try: make demo {variable}={int(port) + 1}") from taken

    def say(self, words: str) -> None:
        self.stdout.write(words)
        sys.stdout.flush()


def _fingerprint(root: Path) -> dict[str, str]:
    """What the demo is made of: when one of these changes, that part is made again."""
    lock = [root / "requirements" / "production.txt"]
    sandbox = sorted((root / "shop" / "payment" / "sandbox").rglob("*.py"))
    sizes = [root / "cooperatives" / "photos" / name for name in ("renditions.py", "encoding.py")]
    return {
        "schema": _digest(
            lock
            + sandbox
            + sorted(
                path for layer in ("cms", "shop", "cooperatives") for path in (root / layer).rglob("migrations/*.py")
            )
        ),
        "static": _digest(
            lock
            + [path for room in ("cms", "shop/workspace") for path in sorted((root / room / "static").rglob("*.*"))]
        ),
        "content": _digest(
            sorted(path for path in (root / "cms" / "demo").rglob("*.*") if path.suffix != ".pyc") + sizes
        ),
    }


def _digest(files: list[Path]) -> str:
    digest = hashlib.sha256()
    for file in files:
        if ".venv" not in file.parts:
            digest.update(file.name.encode() + file.read_bytes())
    return digest.hexdigest()
