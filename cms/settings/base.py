"""What is true in production. `dev.py`, `test.py` and `production.py` only add what differs there."""

import os
from logging import INFO
from pathlib import Path

import dj_database_url
from csp.constants import NONE, SELF
from django.utils.log import CallbackFilter
from oscar.defaults import *  # noqa: F403

from cms import kinyarwanda
from shop.dashboard.navigation import NAVIGATION

BASE_DIR = Path(__file__).resolve().parents[2]
VAR_DIR = Path(os.environ.get("VAR_DIR", BASE_DIR / "var"))

SECRET_KEY = os.environ.get("SECRET_KEY", "")
DEBUG = False
ALLOWED_HOSTS = [host for host in os.environ.get("ALLOWED_HOSTS", "").split(",") if host]
CSRF_TRUSTED_ORIGINS = [origin for origin in os.environ.get("CSRF_TRUSTED_ORIGINS", "").split(",") if origin]
BASE_URL = os.environ.get("BASE_URL", "http://127.0.0.1:8000")
# The demo says on every page that its people, groups and sums are invented.
IS_DEMO = False
# Closed for a moment (`cms.maintenance`), and after how many seconds a machine should ask again.
MAINTENANCE = os.environ.get("MAINTENANCE") == "1"
MAINTENANCE_SECONDS = 600

INSTALLED_APPS = [
    # Before all others: it gives models their columns before anybody makes forms of them.
    "modeltranslation",
    # cms: the site and what puts everything together
    "cms.apps.CmsConfig",
    "cms.claims.apps.ClaimsConfig",
    "cms.wording.apps.WordingConfig",
    # shop: what sells
    "shop.users",
    "shop.apps.Shop",
    "shop.apps.Analytics",
    "shop.checkout.apps.CheckoutConfig",
    "oscar.apps.address.apps.AddressConfig",
    "shop.shipping.apps.ShippingConfig",
    "shop.catalogue.apps.CatalogueConfig",
    "oscar.apps.catalogue.reviews.apps.CatalogueReviewsConfig",
    "oscar.apps.communication.apps.CommunicationConfig",
    "shop.partner.apps.PartnerConfig",
    "shop.basket.apps.BasketConfig",
    "shop.payment.apps.PaymentConfig",
    "shop.offer.apps.OfferConfig",
    "shop.shares.apps.SharesConfig",
    "shop.order.apps.OrderConfig",
    "shop.customer.apps.CustomerConfig",
    "oscar.apps.voucher.apps.VoucherConfig",
    "shop.wishlists.apps.WishlistsConfig",
    "shop.logbook",
    "shop.office",
    "shop.passports.apps.PassportsConfig",
    "shop.customs.apps.CustomsConfig",
    "shop.imports.apps.ImportsConfig",
    "shop.moderation.apps.ModerationConfig",
    "shop.workspace.apps.WorkspaceConfig",
    "shop.workspace.entrance.apps.EntranceConfig",
    "shop.workspace.photos.apps.LeaderPhotosConfig",
    "shop.workspace.listings.apps.ListingsConfig",
    "shop.workspace.daily.apps.DailyConfig",
    "shop.dashboard.apps.DashboardConfig",
    "oscar.apps.dashboard.reports.apps.ReportsDashboardConfig",
    "shop.dashboard.users.apps.UsersDashboardConfig",
    "shop.dashboard.orders.apps.OrdersDashboardConfig",
    "shop.dashboard.catalogue.apps.CatalogueDashboardConfig",
    "oscar.apps.dashboard.offers.apps.OffersDashboardConfig",
    "shop.dashboard.partners.apps.PartnersDashboardConfig",
    "oscar.apps.dashboard.pages.apps.PagesDashboardConfig",
    "oscar.apps.dashboard.ranges.apps.RangesDashboardConfig",
    "oscar.apps.dashboard.reviews.apps.ReviewsDashboardConfig",
    "oscar.apps.dashboard.vouchers.apps.VouchersDashboardConfig",
    "oscar.apps.dashboard.communications.apps.CommunicationsDashboardConfig",
    "oscar.apps.dashboard.shipping.apps.ShippingDashboardConfig",
    # cooperatives: who makes the goods, and what they are owed
    "cooperatives",
    "cooperatives.ledger",
    "cooperatives.photos",
    "cooperatives.consents.apps.ConsentsConfig",
    "cooperatives.milestones.apps.MilestonesConfig",
    # libraries
    "wagtail_localize",
    "wagtail_localize.locales",
    "wagtail.contrib.forms",
    "wagtail.contrib.redirects",
    "wagtail.contrib.settings",
    "wagtail.embeds",
    "wagtail.sites",
    "cms.apps.AccountsConfig",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "django_tasks_db",
    "allauth",
    "allauth.account",
    "widget_tweaks",
    "treebeard",
    "django_tables2",
    "phonenumber_field",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.sites",
    "django.contrib.flatpages",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.sitemaps",
    "django.contrib.humanize",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "shop.nul.NulMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "cms.compression.CompressionMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "cms.languages.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "cms.maintenance.MaintenanceMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "shop.basket.middleware.BasketMiddleware",
    "cms.redirects.RedirectMiddleware",
    "cms.consent.admin.ConsentMiddleware",
]

ROOT_URLCONF = "cms.urls"
WSGI_APPLICATION = "cms.wsgi.application"
SITE_ID = 1

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.template.context_processors.i18n",
                "django.contrib.messages.context_processors.messages",
                "oscar.core.context_processors.metadata",
                "wagtail.contrib.settings.context_processors.settings",
                "cms.context_processors.site",
            ],
            "builtins": ["django.templatetags.i18n", "django.templatetags.static", "cms.templatetags.languages"],
        },
    },
]

# SQLite is the embedded default: a writer takes its lock when its transaction begins, so it waits instead of failing.
SQLITE_OPTIONS = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 30,
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-20000;",
}


def database(url: str) -> dict:
    """Django's DATABASES entry for a URL, with the options each engine needs here."""
    config = dj_database_url.parse(url, conn_max_age=60)
    if config["ENGINE"].endswith("sqlite3"):
        config["OPTIONS"] = SQLITE_OPTIONS
    return config


DATABASES = {"default": database(os.environ.get("DATABASE_URL", f"sqlite:///{VAR_DIR / 'shop.sqlite3'}"))}
DEFAULT_AUTO_FIELD = "django.db.models.AutoField"  # Oscar's and Wagtail's migrations are written for it

CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
    # Counts of attempts must be seen by every process, so they live in the database (or in Redis, by a setting).
    "limits": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "limits",
        "OPTIONS": {"MAX_ENTRIES": 100_000},  # a full cache forgets at random, and Django's is full at 300
    },
}

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

# Accounts: allauth is the only login, for buyers and staff alike.
AUTH_USER_MODEL = "users.User"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("UserAttributeSimilarityValidator", "MinimumLengthValidator", "CommonPasswordValidator")
]
ACCOUNT_ADAPTER = "shop.users.adapter.AccountAdapter"
ACCOUNT_FORMS = {
    "login": "shop.users.forms.SignInForm",
    "signup": "shop.users.forms.SignUpForm",
    "add_email": "shop.users.forms.AddEmailForm",
    "reset_password": "shop.users.forms.ResetPasswordForm",
    "reset_password_from_key": "shop.users.forms.NewPasswordForm",
    "change_password": "shop.users.forms.ChangePasswordForm",
    "reauthenticate": "shop.users.forms.ConfirmForm",
}
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "optional"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_LOGOUT_REDIRECT_URL = "catalogue:index"
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "customer:summary"
WAGTAILADMIN_LOGIN_URL = LOGIN_URL
WAGTAIL_FRONTEND_LOGIN_URL = LOGIN_URL

LANGUAGE_CODE = "en"
kinyarwanda.introduce()
LANGUAGES = [
    ("en", "English"),
    ("fr", "Français"),
    ("nl", "Nederlands"),
    (kinyarwanda.CODE, kinyarwanda.NAME),
]  # each by its own name
LOCALE_PATHS = [BASE_DIR / "cms" / "locale"]
FORMAT_MODULE_PATH = ["cms.formats"]
# Pages: a tree for each language (wagtail-localize). Pieces and words of the catalogue: a column for each (modeltranslation).
WAGTAIL_I18N_ENABLED = True
WAGTAIL_CONTENT_LANGUAGES = LANGUAGES
MODELTRANSLATION_DEFAULT_LANGUAGE = LANGUAGE_CODE
MODELTRANSLATION_FALLBACK_LANGUAGES = (LANGUAGE_CODE,)
TIME_ZONE = "Africa/Kigali"
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "cms.staticfiles.BundleFinder",
]
MEDIA_URL = "/media/"
MEDIA_ROOT = Path(os.environ.get("MEDIA_ROOT", BASE_DIR / "media"))
# What proves a consent. Never below MEDIA_ROOT: nobody serves it but a view that notes who looked.
EVIDENCE_ROOT = Path(os.environ.get("EVIDENCE_ROOT", VAR_DIR / "evidence"))
# Pictures on their way from leaders' phones, as they came; and their thumbs, which only their own group may see.
UPLOADS_ROOT = Path(os.environ.get("UPLOADS_ROOT", VAR_DIR / "uploads"))
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "cms.staticfiles.ModuleStorage"},
}
WHITENOISE_KEEP_ONLY_HASHED_FILES = False

WAGTAIL_SITE_NAME = "Ubukorikori"
WAGTAILADMIN_BASE_URL = BASE_URL
WAGTAILIMAGES_IMAGE_MODEL = "photos.Photo"
WAGTAILIMAGES_IMAGE_FORM_BASE = "cooperatives.photos.forms.PhotoForm"
WAGTAILADMIN_RICH_TEXT_EDITORS = {"default": {"WIDGET": "cms.rich_text.CleaningTextArea"}}
# Films and recordings (`cms.media_files`), served as they lie there; nothing private is kept among them.
WAGTAILDOCS_DOCUMENT_MODEL = "cms.MediaFile"
WAGTAILDOCS_SERVE_METHOD = "direct"
WAGTAILDOCS_MAX_UPLOAD_SIZE = 100 * 1024 * 1024
WAGTAILDOCS_EXTENSIONS = ["mp4", "m4v", "mov", "webm", "mp3", "m4a", "ogg", "oga", "wav", "vtt"]
WAGTAILDOCS_CONTENT_TYPES = {
    "mp4": "video/mp4",
    "webm": "video/webm",
    "mp3": "audio/mpeg",
    "m4a": "audio/mp4",
    "ogg": "audio/ogg",
    "wav": "audio/wav",
    "vtt": "text/vtt",
}
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}
MODELSEARCH_BACKENDS = {"default": {"BACKEND": "modelsearch.backends.database"}}
# Staff choose among the languages of the site: in another one, links from the admin would lead nowhere.
WAGTAILADMIN_PERMITTED_LANGUAGES = LANGUAGES
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None

OSCAR_SHOP_NAME = "Ubukorikori"
OSCAR_SHOP_TAGLINE = ""
OSCAR_HOMEPAGE = "/"
OSCAR_DEFAULT_CURRENCY = "EUR"
OSCAR_FROM_EMAIL = os.environ.get("FROM_EMAIL", "shop@ubukorikori.example")
DEFAULT_FROM_EMAIL = OSCAR_FROM_EMAIL
# Who keeps the daily anchor of the books, outside of this machine: addresses with commas between them.
BOOKS_ANCHOR_TO = [address.strip() for address in os.environ.get("BOOKS_ANCHOR_TO", "").split(",") if address.strip()]
OSCAR_ALLOW_ANON_CHECKOUT = True
OSCAR_ALLOW_ANON_REVIEWS = False
OSCAR_EAGER_ALERTS = False
OSCAR_HIDDEN_FEATURES = ["reviews", "wishlists"]
OSCAR_MAX_BASKET_QUANTITY_THRESHOLD = 100
OSCAR_BASKET_COOKIE_LIFETIME = 30 * 24 * 60 * 60
OSCAR_BASKET_COOKIE_SECURE = True
OSCAR_DELETE_IMAGE_FILES = False
OSCAR_OFFER_ROUNDING_FUNCTION = "shop.offer.rounding.down"
OSCAR_THUMBNAILER = "shop.catalogue.thumbnails.PhotoThumbnailer"
OSCAR_REQUIRED_ADDRESS_FIELDS = ("last_name", "line1", "line4", "country")  # postcodes: per country, see shop.checkout
OSCAR_INITIAL_ORDER_STATUS = "Awaiting payment"
OSCAR_INITIAL_LINE_STATUS = "Awaiting payment"
# Staff move parcels, not money: only settling, refunding and releasing set the other states.
OSCAR_ORDER_STATUS_PIPELINE = {
    "Awaiting payment": (),
    "Paid": ("Sent",),
    "Sent": (),
    "Cancelled": (),
    "Refunded": (),
}
OSCAR_LINE_STATUS_PIPELINE = {}
OSCAR_DASHBOARD_NAVIGATION = NAVIGATION

# A public figure that was checked longer ago is told "as of" that day, and after the second span not at all.
CLAIMS_STALE_MONTHS = 12
CLAIMS_HIDDEN_MONTHS = 36

# Prices: one per product and currency, set by staff and never converted.
SHOP_CURRENCIES = ["EUR", "USD", "GBP", "RWF"]
# How long an unpaid order holds its stock. Stripe keeps a Checkout Session open for at least 30 minutes.
SHOP_HOLD_MINUTES = 45

# Stripe. Without a key the sandbox of this project is used, over the same HTTP (shop.payment.sandbox).
SANDBOX_KEY = "sk_test_sandbox"
STRIPE_SECRET_KEY = os.environ.get("STRIPE_SECRET_KEY", "")
STRIPE_WEBHOOK_SECRET = os.environ.get("STRIPE_WEBHOOK_SECRET", "")
STRIPE_API_BASE = None
STRIPE_LIVEMODE = STRIPE_SECRET_KEY.startswith(("sk_live_", "rk_live_"))

# The storefront runs no script and no style but its own files.
CONTENT_SECURITY_POLICY = {
    "EXCLUDE_URL_PREFIXES": ["/admin/", "/dashboard/"],
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:", "blob:"],  # blob: pictures on a leader's phone, before they are sent
        "base-uri": [SELF],
        "object-src": [NONE],
        "frame-ancestors": [SELF],
        "form-action": [SELF, "https://checkout.stripe.com"],
    },
}
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
X_FRAME_OPTIONS = "SAMEORIGIN"
SILENCED_SYSTEM_CHECKS = ["security.W019"]  # not DENY: Wagtail shows a page being edited in a frame of its own
DATA_UPLOAD_MAX_MEMORY_SIZE = 26 * 1024 * 1024
# A long story with pictures has thousands of fields, and those who write it are signed in.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000
PHONENUMBER_DEFAULT_REGION = "RW"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    # The task worker sets its own level; that a task ran is no news, that one failed is.
    "filters": {"trouble": {"()": CallbackFilter, "callback": lambda record: record.levelno > INFO}},
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {
        "django_tasks": {"filters": ["trouble"], "propagate": False},
        "stripe": {"level": "WARNING"},
        "wagtail": {"level": "WARNING"},
    },
}
