"""The demo and a developer's machine: SQLite, the Stripe sandbox, mails written to files."""

from cms.settings.base import *  # noqa: F403
from cms.settings.base import (
    CONTENT_SECURITY_POLICY,
    SANDBOX_KEY,
    STRIPE_SECRET_KEY,
    STRIPE_WEBHOOK_SECRET,
    VAR_DIR,
    os,
)

IS_DEMO = True
# Off even here, so that the demo shows what production shows: `DEBUG=1 make demo` turns it on.
DEBUG = os.environ.get("DEBUG") == "1"
SECRET_KEY = os.environ.get("SECRET_KEY", "demo-key-not-a-secret-" + "0" * 40)
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "testserver"]
PORT = os.environ.get("PORT", "8000")
BASE_URL = WAGTAILADMIN_BASE_URL = os.environ.get("BASE_URL", f"http://127.0.0.1:{PORT}")

# Without a key of one's own, Stripe is played by the sandbox process that `make demo` starts beside the site.
SANDBOX_PORT = os.environ.get("SANDBOX_PORT", "8010")
if not STRIPE_SECRET_KEY:
    STRIPE_SECRET_KEY = SANDBOX_KEY
    STRIPE_WEBHOOK_SECRET = "whsec_sandbox"
    STRIPE_API_BASE = f"http://127.0.0.1:{SANDBOX_PORT}"
    CONTENT_SECURITY_POLICY["DIRECTIVES"]["form-action"].append(STRIPE_API_BASE)

EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
EMAIL_FILE_PATH = VAR_DIR / "mail"

SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = OSCAR_BASKET_COOKIE_SECURE = False
