"""The tests: the same site, on SQLite or (`TEST_DATABASE=postgresql`) on a real PostgreSQL from a wheel."""

from cms.settings.base import database
from cms.settings.dev import *  # noqa: F403
from cms.settings.dev import BASE_DIR, VAR_DIR, os

IS_DEMO = True
SECRET_KEY = "test-key-" + "0" * 50
VAR_DIR = VAR_DIR / "test"
(VAR_DIR / "tmp").mkdir(parents=True, exist_ok=True)
MEDIA_ROOT = VAR_DIR / "media"
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
else:
    # A file and not memory: several processes race for the last piece in these tests.
    DATABASES = {"default": database(f"sqlite:///{VAR_DIR / 'unused.sqlite3'}")}
    DATABASES["default"]["TEST"] = {"NAME": VAR_DIR / "shop.sqlite3"}
DATABASES["default"]["CONN_MAX_AGE"] = 0
