"""Production: everything secret comes from the environment, and the demo's keys are refused at the start."""

from django.core.exceptions import ImproperlyConfigured

from cms.settings.base import *  # noqa: F403
from cms.settings.base import (
    ALLOWED_HOSTS,
    DEBUG,
    IS_DEMO,
    SANDBOX_KEY,
    SECRET_KEY,
    STRIPE_SECRET_KEY,
    STRIPE_WEBHOOK_SECRET,
    os,
)

SECURE_SSL_REDIRECT = True
SECURE_HSTS_SECONDS = 31536000
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
EMAIL_HOST = os.environ.get("EMAIL_HOST", "localhost")
EMAIL_PORT = int(os.environ.get("EMAIL_PORT", "25"))
EMAIL_HOST_USER = os.environ.get("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("EMAIL_HOST_PASSWORD", "")
EMAIL_TIMEOUT = 10

_refusals = [
    reason
    for reason, is_wrong in {
        "DEBUG must be off": DEBUG,
        "the demo must not be served as production": IS_DEMO,
        "SECRET_KEY is missing, short or the demo's": len(SECRET_KEY) < 50 or SECRET_KEY.startswith("demo-key"),
        "ALLOWED_HOSTS is missing": not ALLOWED_HOSTS,
        "STRIPE_SECRET_KEY is missing or the sandbox's": STRIPE_SECRET_KEY in ("", SANDBOX_KEY),
        "STRIPE_WEBHOOK_SECRET is missing or the sandbox's": STRIPE_WEBHOOK_SECRET in ("", "whsec_sandbox"),
    }.items()
    if is_wrong
]
if _refusals:
    raise ImproperlyConfigured("This is not ready for production: " + "; ".join(_refusals) + ".")
