"""The Stripe sandbox for as long as the demo's orders are paid: the one that runs already, or one started for it."""

import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import contextmanager

from django.conf import settings


@contextmanager
def running_sandbox():
    """Its file is the one `make demo` serves afterwards, so that the payments can still be refunded there."""
    if _answers():
        yield
        return
    port = settings.STRIPE_API_BASE.rpartition(":")[2]
    database = str(settings.VAR_DIR / "sandbox.sqlite3")
    process = subprocess.Popen(
        [sys.executable, "-m", "shop.payment.sandbox", "--port", port, "--database", database],
        cwd=settings.BASE_DIR,
        stdout=subprocess.DEVNULL,
    )
    try:
        _wait(process)
        yield
    finally:
        process.terminate()
        process.wait(timeout=10)


def _wait(process: subprocess.Popen) -> None:
    for _attempt in range(100):
        if _answers():
            return
        if process.poll() is not None:
            break
        time.sleep(0.1)
    raise RuntimeError(f"The Stripe sandbox did not start on {settings.STRIPE_API_BASE}; is the port taken?")


def _answers() -> bool:
    try:
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        opener.open(f"{settings.STRIPE_API_BASE}/_sandbox/state", timeout=2).close()
    except (urllib.error.URLError, OSError):
        return False
    return True
