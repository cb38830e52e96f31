"""The portal's settings: one file, read from the environment (docs/operations.md lists them)."""

from importlib.util import find_spec
from pathlib import Path
from urllib.parse import urlsplit

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from portal import environment
from portal.map_layers import read_layers
from portal.trip_planner import read_template

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = BASE_DIR / "var"


def _wheel_library(package: str, pattern: str) -> str:
    """Find a C library inside a wheel, so that no system GDAL or GEOS is needed."""
    spec = find_spec(package)
    if spec is None or spec.origin is None:
        raise environment.SettingError(f"{package} is not installed. Run script/setup.")
    home = Path(spec.origin).parent
    for folder in (home.parent / f"{package}.libs", home / ".dylibs"):
        for found in sorted(folder.glob(pattern)):
            return str(found)
    raise environment.SettingError(f"No {pattern} in the {package} wheel. Run script/setup.")


GDAL_LIBRARY_PATH = _wheel_library("pyogrio", "libgdal*")
GEOS_LIBRARY_PATH = _wheel_library("shapely", "libgeos_c*")

# --- Where and who -------------------------------------------------------------------------

SITE_URL = environment.text("SITE_URL", "http://localhost:8221").rstrip("/")
_site = urlsplit(SITE_URL)
if _site.scheme not in {"http", "https"} or not _site.hostname:
    raise environment.SettingError("SITE_URL must read https://host or http://localhost:port.")
IS_HTTPS = _site.scheme == "https"
IS_LOCAL = _site.hostname in {"localhost", "127.0.0.1", "::1"}
if not IS_HTTPS and not IS_LOCAL:
    raise environment.SettingError("SITE_URL must be https:// except on localhost.")

SITE_NAME = environment.text("SITE_NAME", "Bygdekartan")
DEBUG = environment.flag("DEBUG")
DEMO = environment.flag("DEMO", IS_LOCAL)
SECRET_KEY = environment.secret_key(VAR_DIR / "secret_key")
ALLOWED_HOSTS = [_site.hostname] + (["localhost", "127.0.0.1", "[::1]"] if IS_LOCAL else [])
CSRF_TRUSTED_ORIGINS = [SITE_URL]
TRUSTED_PROXIES = environment.integer("TRUSTED_PROXIES", 0)

SECURE_SSL_REDIRECT = SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = IS_HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if IS_HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = IS_HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
SESSION_COOKIE_HTTPONLY = True
X_FRAME_OPTIONS = "DENY"
if TRUSTED_PROXIES:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
# The language switch is the address, never a cookie; one place names the cookies that exist.
SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "session", "csrf"

# --- Apps, lowest last ---------------------------------------------------------------------

INSTALLED_APPS = [
    "portal",
    "plans",
    "route221",
    "services",
    "accounts",
    "geo",
    "modeltranslation",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.gis",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "django.forms",
    "leaflet",
    "simple_history",
    "rules",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "csp",
    "django_tasks",
    "django_tasks_db",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "portal.middleware.RequestLogMiddleware",
    "portal.middleware.HeadMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "csp.middleware.CSPMiddleware",
    "portal.middleware.AdminPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "portal.middleware.LineEndsMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "portal.middleware.SignedInMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "portal.middleware.NoRoomMiddleware",
]

ROOT_URLCONF = "portal.urls"
WSGI_APPLICATION = "portal.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "portal.context.site",
            ],
        },
    }
]

# Widgets are drawn by the templates of this house where it has some, else by Django's.
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# --- Database and background work ----------------------------------------------------------


def _database() -> dict[str, object]:
    url = environment.text("DATABASE_URL", "")
    if not url:
        from portal import cluster

        url = cluster.database_url()
    return environment.database(url) | {
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "ATOMIC_REQUESTS": False,
    }


DATABASES = {"default": _database()}
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

# --- People --------------------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "rules.permissions.ObjectPermissionBackend",
    "django.contrib.auth.backends.ModelBackend",
]
CSRF_FAILURE_VIEW = "portal.views.errors.csrf_failure"
LOGIN_URL = "sign-in"
LOGIN_REDIRECT_URL = "account"
# A code by e-mail is the only way in: no password is asked for, and no answer tells who is known.
ACCOUNT_ADAPTER = "accounts.adapter.AccountAdapter"
MFA_ADAPTER = "accounts.adapter.PasskeyAdapter"
MFA_SUPPORTED_TYPES = ["webauthn"]
MFA_PASSKEY_LOGIN_ENABLED = True
# A code sent to the address has shown that it is theirs.
MFA_ALLOW_UNVERIFIED_EMAIL = True
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 15 * 60
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ALLAUTH_TRUSTED_PROXY_COUNT = TRUSTED_PROXIES
# Messages stand in the session, so that no third cookie exists.
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
DEMO_MAIL_DOMAIN = "@demo.example"

# --- Languages and time --------------------------------------------------------------------

LANGUAGE_CODE = "sv"
LANGUAGES = [("sv", _("Swedish")), ("en", _("English")), ("de", _("German"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = USE_TZ = True
TIME_ZONE = "Europe/Stockholm"
MODELTRANSLATION_LANGUAGES = ("sv", "en", "de")
MODELTRANSLATION_DEFAULT_LANGUAGE = "sv"
MODELTRANSLATION_FALLBACK_LANGUAGES = ("sv", "en", "de")

# --- Files ---------------------------------------------------------------------------------

STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = VAR_DIR / "static"
MEDIA_ROOT = Path(environment.text("MEDIA_ROOT", str(VAR_DIR / "media")))
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "portal.storage.ModuleManifestStorage"
    },
}
PHOTO_FOLDER = "photos"
# Files on their way into the register: read by the worker, gone when the import is done.
IMPORT_DIR = VAR_DIR / "imports"
IMPORT_MOST_MB = environment.integer("IMPORT_MOST_MB", 200, 1)
KEEP_IMPORT_FILES_DAYS = environment.integer("KEEP_IMPORT_FILES_DAYS", 7, 1)
FORMS_URLFIELD_ASSUME_HTTPS = True
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_621_440
DATA_UPLOAD_MAX_NUMBER_FIELDS = 1_000

# --- Content security: nothing inline, nothing from elsewhere ------------------------------

MAP_TILE_URL = environment.text("MAP_TILE_URL", "")
MAP_TILE_ATTRIBUTION = environment.text("MAP_TILE_ATTRIBUTION", "")
if MAP_TILE_URL and not MAP_TILE_ATTRIBUTION:
    raise environment.SettingError("MAP_TILE_ATTRIBUTION must name whose map MAP_TILE_URL shows.")
MAP_LAYERS = read_layers(environment.text("MAP_LAYERS", ""), MAP_TILE_URL, MAP_TILE_ATTRIBUTION)
_tile_hosts = sorted({one.host for one in MAP_LAYERS})
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:", *_tile_hosts],
        "connect-src": [SELF],
        "font-src": [SELF],
        "worker-src": [SELF],
        "manifest-src": [SELF],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}

LEAFLET_CONFIG = {
    "DEFAULT_CENTER": (59.06, 16.6),
    "DEFAULT_ZOOM": 10,
    "MIN_ZOOM": 4,
    "MAX_ZOOM": 19,
    "TILES": [("", MAP_TILE_URL, {"attribution": MAP_TILE_ATTRIBUTION})] if MAP_TILE_URL else [],
    "RESET_VIEW": False,
    "SCALE": "metric",
    "ATTRIBUTION_PREFIX": "",
}

# --- What the figures rest on (DESIGN: what the figures mean) ------------------------------

PORTAL_AREA = environment.text("PORTAL_AREA", "sweden")
HOME_MUNICIPALITY = environment.text("HOME_MUNICIPALITY", "0482")
HOME_ROUTE = environment.text("HOME_ROUTE", "221")
FIELD_ROAD_KMH = environment.integer("FIELD_ROAD_KMH", 50, 1)  # forest and field roads
NETWORK_DIR = VAR_DIR / "networks"
UNCONFIRMED_AFTER_MONTHS = environment.integer("UNCONFIRMED_AFTER_MONTHS", 24, 1)
THREAT_EXPIRES_AFTER_MONTHS = environment.integer("THREAT_EXPIRES_AFTER_MONTHS", 12, 1)
BUSINESS_ASK_AFTER_DAYS = environment.integer("BUSINESS_ASK_AFTER_DAYS", 365, 30)
BUSINESS_STALE_AFTER_DAYS = environment.integer("BUSINESS_STALE_AFTER_DAYS", 425, 30)
BUSINESS_HIDE_AFTER_DAYS = environment.integer("BUSINESS_HIDE_AFTER_DAYS", 730, 30)
ESCALATE_AFTER_DAYS = environment.integer("ESCALATE_AFTER_DAYS", 15, 1)
# How long what tells of people is kept (manage retention).
KEEP_UNUSED_ACCOUNTS_DAYS = environment.integer("KEEP_UNUSED_ACCOUNTS_DAYS", 30, 1)
KEEP_DRAFTS_DAYS = environment.integer("KEEP_DRAFTS_DAYS", 365, 1)
KEEP_CORRESPONDENCE_DAYS = environment.integer("KEEP_CORRESPONDENCE_DAYS", 730, 1)
KEEP_REFUSED_DAYS = environment.integer("KEEP_REFUSED_DAYS", 30, 1)
KEEP_TALLIES_DAYS = environment.integer("KEEP_TALLIES_DAYS", 1_100, 1)
PHOTOS_PER_USER = environment.integer("PHOTOS_PER_USER", 60, 1)
DRAFTS_PER_ADDRESS = environment.integer("DRAFTS_PER_ADDRESS", 20, 1)
DRAFTS_PER_USER = environment.integer("DRAFTS_PER_USER", 10, 1)
REVIEW_QUEUE_CAP = environment.integer("REVIEW_QUEUE_CAP", 20_000, 1)
PLAN_REPLY_DAYS = environment.integer("PLAN_REPLY_DAYS", 90, 1)  # the municipality's reply clock
KEPT_RUNS = environment.integer("KEPT_RUNS", 3, 1)

# --- Who answers for the portal, as the accessibility statement names them -----------------

OPERATOR_NAME = environment.text("OPERATOR_NAME", "")
# What the open catalogue names: whom to write to, and the place as GeoNames or the EU calls it.
CONTACT_EMAIL = environment.text("CONTACT_EMAIL", f"info@{_site.hostname}")
CATALOGUE_PLACE = environment.text("CATALOGUE_PLACE", "")
# Asked by the server for an address that the register does not know; {q} stands for the address.
GEOCODER_URL = environment.text("GEOCODER_URL", "")
if GEOCODER_URL and not ("{q}" in GEOCODER_URL and GEOCODER_URL.startswith("https://")):
    raise environment.SettingError("GEOCODER_URL must read https://…{q}…, {q} being the address.")
TRIP_PLANNER_URL = read_template(environment.text("TRIP_PLANNER_URL", ""))
ACCESSIBILITY_ASSESSED_ON = environment.text("ACCESSIBILITY_ASSESSED_ON", "2026-11-24")
ACCESSIBILITY_AUTHORITY_NAME = environment.text(
    "ACCESSIBILITY_AUTHORITY_NAME", "Myndigheten för digital förvaltning (Digg)"
)
ACCESSIBILITY_AUTHORITY_URL = environment.text(
    "ACCESSIBILITY_AUTHORITY_URL", "https://www.digg.se/tdosanmalan"
)

# --- Mail and logs -------------------------------------------------------------------------

EMAIL_BACKEND = "accounts.mail.OutboxBackend"
EMAIL_HOST = environment.text("EMAIL_HOST", "" if DEMO else "localhost")
# A demonstration without a mail server shows its mail on a page of its own.
MAIL_IS_DELIVERED = bool(EMAIL_HOST)
MAIL_LIFETIME_MIN = environment.integer("MAIL_LIFETIME_MIN", 3 * 24 * 60, 1)
EMAIL_PORT = environment.integer("EMAIL_PORT", 25, 1)
EMAIL_HOST_USER = environment.text("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = environment.text("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_TLS = environment.flag("EMAIL_USE_TLS")
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = environment.text("DEFAULT_FROM_EMAIL", f"no-reply@{_site.hostname}")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "portal.logs.JsonFormatter"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {
        "portal": {"level": "INFO"},
        # Django's own request log prints query strings; portal.requests writes without them.
        "django.request": {"handlers": ["stderr"], "level": "ERROR", "propagate": False},
        "django.server": {"level": "ERROR"},
    },
}
SILENCED_SYSTEM_CHECKS: list[str] = []
