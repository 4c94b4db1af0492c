"""The tests: the same site, on SQLite or (`TEST_DATABASE=postgresql`) on a real PostgreSQL from a wheel."""

from cms.settings.base import database
from cms.settings.dev import *  # noqa: F403
from cms.settings.dev import BASE_DIR, VAR_DIR, os

IS_DEMO = True
SECRET_KEY = "test-key-" + "0" * 50
# Two runs side by side must not share a database; the workers of one run inherit its number.
RUN = os.environ.setdefault("TEST_RUN", str(os.getpid()))
VAR_DIR = VAR_DIR / "test"
VAR_DIR.mkdir(parents=True, exist_ok=True)
MEDIA_ROOT = VAR_DIR / "media"
EVIDENCE_ROOT = VAR_DIR / "evidence"
UPLOADS_ROOT = VAR_DIR / "uploads"
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_AUTOREFRESH = True

if os.environ.get("TEST_DATABASE") == "postgresql":
    from tests.postgresql import server_url

    DATABASES = {"default": database(server_url(BASE_DIR / "var" / "postgresql"))}
    DATABASES["default"]["TEST"] = {"NAME": f"test_{RUN}"}
else:
    # A file and not memory: several processes race for the last piece in these tests.
    DATABASES = {"default": database(f"sqlite:///{VAR_DIR / 'unused.sqlite3'}")}
    DATABASES["default"]["TEST"] = {"NAME": VAR_DIR / f"{RUN}.sqlite3"}
DATABASES["default"]["CONN_MAX_AGE"] = 0
