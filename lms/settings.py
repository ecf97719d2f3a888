"""Every setting, read once from the environment; nothing else reads it.

`.env.example` lists every variable with its default. A missing required value or
one that cannot be read stops the start with one clear line.
"""

import sys
from datetime import time
from email.utils import formataddr
from pathlib import Path
from typing import Any, NoReturn
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import environ
from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()


def stop(message: str) -> NoReturn:
    """End the start with one line: a traceback would hide it."""
    sys.exit(f"Concord cannot start: {message}")


def flag(name: str) -> bool:
    """A variable that is 1 or 0; nothing set is 0."""
    value = env.str(name, default="0")
    if value not in {"", "0", "1"}:
        stop(f"{name} must be 1 or 0, not {value!r}.")
    return bool(value == "1")


def number(name: str, default: int) -> int:
    """A variable that is a whole number."""
    try:
        return int(env.int(name, default=default))
    except ValueError:
        stop(f"{name} must be a whole number, not {env.str(name)!r}.")


def hours(name: str) -> tuple[time, time] | None:
    """A variable that holds two times of day, 20:00-08:00; nothing set is None."""
    text = env.str(name, default="").strip()
    if not text:
        return None
    try:
        start, end = (time.fromisoformat(part.strip()) for part in text.split("-"))
    except ValueError:
        stop(f"{name} must be two times of day, as in 20:00-08:00, not {text!r}.")
    return start, end


def weekdays(name: str) -> frozenset[int]:
    """A variable that lists days of the week, sat,sun, as numbers from Monday; never all seven."""
    names = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
    given = [day.strip().lower() for day in env.list(name, default=[]) if day.strip()]
    if set(given) - set(names) or len(set(given)) == len(names):
        stop(f"{name} must be some of {','.join(names)}, and not all.")
    return frozenset(map(names.index, given))


# The site
DEBUG = flag("DEBUG")
DEMO = flag("DEMO")
SECRET_KEY = env.str("SECRET_KEY", default="")
if not SECRET_KEY:
    stop("SECRET_KEY is not set. `make run` makes one; anywhere else, set it yourself.")
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
SITE_URL = env.str("SITE_URL", default="http://127.0.0.1:8000").rstrip("/")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost", "[::1]"])
CSRF_TRUSTED_ORIGINS = [SITE_URL]
VAR_DIR = Path(env.str("VAR_DIR", default=str(BASE_DIR / "var")))

# The institution
INSTITUTION_NAME = env.str("INSTITUTION_NAME", default="Harlow School of Medicine")
INSTITUTION_OFFICE = env.str(
    "INSTITUTION_OFFICE", default="Office of Diversity, Equity and Inclusion"
)
SUPPORT_EMAIL = env.str("SUPPORT_EMAIL", default="support@example.org")
INSTITUTION_TIME_ZONE = env.str("INSTITUTION_TIME_ZONE", default="America/Chicago")
try:
    ZoneInfo(INSTITUTION_TIME_ZONE)
except (ZoneInfoNotFoundError, ValueError):
    stop(f"INSTITUTION_TIME_ZONE {INSTITUTION_TIME_ZONE!r} is not an IANA time zone.")

# When reminders wait: by the clock of whoever they are for
QUIET_HOURS = hours("QUIET_HOURS")
MAIL_FREE_DAYS = weekdays("MAIL_FREE_DAYS")

# Packages
INSTALLED_APPS = [
    "lms",
    "accounts",
    "courses",
    "learning",
    "credentials",
    "reports",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.humanize",
    "django.contrib.admin",
    "django.contrib.staticfiles",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "django_htmx",
    "django_prose_editor",  # for its script; our own sets it up
    "template_partials",
    "ninja",  # for the page that describes the API
    "csp",
]

MIDDLEWARE = [
    "lms.middleware.request_id",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "lms.middleware.Packed",
    "csp.middleware.CSPMiddleware",
    "lms.middleware.permissions_policy",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "lms.middleware.persons_own",
    "lms.lapsed.SignInFirst",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "accounts.sign_in.letters_after_reply",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "lms.middleware.text_only",
]

ROOT_URLCONF = "lms.urls"
WSGI_APPLICATION = "lms.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "lms.context.institution",
            ],
            "builtins": ["lms.templatetags.ui", "django.templatetags.i18n"],
        },
    }
]

# Database
# SQLite is IMMEDIATE, so that writers queue instead of failing, and WAL, so that readers go on.
SQLITE_OPTIONS = {
    "timeout": 20,
    "transaction_mode": "IMMEDIATE",
    "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;",
}
DATABASE_URL = env.str("DATABASE_URL", default=f"sqlite:///{VAR_DIR / 'concord.sqlite3'}")
try:
    DATABASE = environ.Env.db_url_config(DATABASE_URL)
except (ImproperlyConfigured, ValueError) as error:
    stop(f"DATABASE_URL cannot be read: {error}")
if DATABASE.get("ENGINE") not in {f"django.db.backends.{it}" for it in ("sqlite3", "postgresql")}:
    stop("DATABASE_URL must begin with postgres:// or sqlite:///.")
if DATABASE["ENGINE"] == "django.db.backends.sqlite3":
    DATABASE["OPTIONS"] = SQLITE_OPTIONS
    if DATABASE["NAME"] != ":memory:":
        Path(DATABASE["NAME"]).parent.mkdir(parents=True, exist_ok=True)
else:
    DATABASE |= {"CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True}
    # Pages ask many short questions: compiling one takes longer than answering it.
    # What is asked again and again is planned once on each connection.
    DATABASE["OPTIONS"] = {
        "options": "-c jit=off",
        "server_side_binding": True,
        "prepare_threshold": 5,
        **DATABASE.get("OPTIONS", {}),
    }
DATABASES = {"default": DATABASE}

# Redis: the broker and the cache. Without it nothing is woken, and each process caches for itself.
REDIS_URL = env.str("REDIS_URL", default="")
if REDIS_URL and not REDIS_URL.startswith(("redis://", "rediss://", "unix://")):
    stop("REDIS_URL must begin with redis://, rediss:// or unix://.")
CACHES: dict[str, dict[str, Any]] = {
    "default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}
    if REDIS_URL
    else {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
}
CELERY_BROKER_URL = REDIS_URL.replace("unix://", "redis+socket://", 1) or "memory://"
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": number("VISIBILITY_TIMEOUT", 3600),
    "socket_connect_timeout": 2,
    "socket_timeout": 30,
    "socket_keepalive": True,
    "max_retries": 0,  # of a wake, while a page waits; a worker that connects goes on trying
}
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_TIME_LIMIT = 300
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TIMEZONE = "UTC"

# A lease outlives the longest task (CELERY_TASK_TIME_LIMIT); tests shorten it.
LEASE_SECONDS = number("LEASE_SECONDS", 600)

# Mail
# Quoted where it has to be: an office with a comma in its name is no list of addresses.
DEFAULT_FROM_EMAIL = env.str("FROM_EMAIL", default=formataddr((INSTITUTION_OFFICE, SUPPORT_EMAIL)))
SERVER_EMAIL = DEFAULT_FROM_EMAIL
EMAIL_TIMEOUT = 20
MAIL_RETRY_SECONDS = number("MAIL_RETRY_SECONDS", max(1, LEASE_SECONDS // 2))
MAIL_UNSUBSCRIBE_ADDRESS = env.str("MAIL_UNSUBSCRIBE_ADDRESS", default="")
BOUNCE_SECRET = env.str("BOUNCE_SECRET", default="")
MAIL_PER_DOMAIN_PER_MINUTE = number("MAIL_PER_DOMAIN_PER_MINUTE", 0)
MAIL_DIR = VAR_DIR / "mail"
EMAIL_URL = env.str("EMAIL_URL", default="")
if EMAIL_URL:
    try:
        given = environ.Env.email_url_config(EMAIL_URL)
    except (ImproperlyConfigured, ValueError) as error:
        stop(f"EMAIL_URL cannot be read: {error}")
    vars().update({**given, "EMAIL_PORT": given["EMAIL_PORT"] or 25})
elif DEMO:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = MAIL_DIR

# Signing in
AUTH_USER_MODEL = "accounts.User"
SILENCED_SYSTEM_CHECKS = ["auth.W004"]  # a constraint keeps e-mail unique, whatever its case
AUTHENTICATION_BACKENDS = ["accounts.sign_in.PersonBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "accounts.sign_in.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 600
ACCOUNT_LOGIN_BY_CODE_FORMAT = {"numeric": True, "length": 6, "dashed": False}
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
ACCOUNT_LOGIN_ON_PASSWORD_RESET = True
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_SESSION_REMEMBER = True
# Addresses come from the roster, so that there is no stranger to guard against.
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Concord"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = SITE_URL.startswith("http://")
# How many proxies of ours stand in front: what limits tries counts by whoever stands before them.
ALLAUTH_TRUSTED_PROXY_COUNT = number("TRUSTED_PROXIES", 0)
SESSION_COOKIE_AGE = 60 * 60 * 24 * 14

# Security
SECURE = SITE_URL.startswith("https://")
SESSION_COOKIE_SECURE = SECURE
CSRF_COOKIE_SECURE = SECURE
SECURE_SSL_REDIRECT = SECURE
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if SECURE else None
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_HSTS_SECONDS = 60 * 60 * 24 * 365 if SECURE else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE
SECURE_HSTS_PRELOAD = SECURE
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "lms.views.form_grown_stale"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "media-src": ["'self'", "https:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "form-action": ["'self'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
        "manifest-src": ["'self'"],
    }
}

# Language and time: stored in UTC, shown in the person's zone, else the institution's.
LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("es", "Español")]  # each in its own words; locale/ has the rest
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_TZ = True
TIME_ZONE = INSTITUTION_TIME_ZONE

# Static files and what is uploaded
STATIC_URL = "/static/"
STATIC_ROOT = Path(env.str("STATIC_ROOT", default=str(VAR_DIR / "static")))
STATIC_ROOT.mkdir(parents=True, exist_ok=True)
STATICFILES_DIRS = [BASE_DIR / "static"]
WHITENOISE_USE_FINDERS = not (STATIC_ROOT / "staticfiles.json").exists()
WHITENOISE_AUTOREFRESH = DEBUG
MEDIA_ROOT = Path(env.str("MEDIA_ROOT", default=str(VAR_DIR / "media")))
MOST_SENT = 510 * 1024 * 1024  # bytes in one request: a film of 500 MB, and the form around it
FILE_UPLOAD_HANDLERS = [
    "lms.uploads.NotTooMuch",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if WHITENOISE_USE_FINDERS
        else "lms.static.HashedStorage"
    },
}

# The domain's own settings
DUE_SOON_DAYS = number("DUE_SOON_DAYS", 14)
ASK_TWICE_FROM = number("ASK_TWICE_FROM", 200)  # so many people whom a new rule would write to

# Logging: one line an event, ids and not names, the request's id on every line.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"request_id": {"()": "lms.logs.RequestId"}},
    "formatters": {
        "json": {"()": "lms.logs.Json"},
        "plain": {"format": "%(levelname)s %(name)s [%(request_id)s] %(message)s"},
    },
    "handlers": {
        "stderr": {
            "class": "logging.StreamHandler",
            "formatter": "plain" if DEBUG or DEMO else "json",
            "filters": ["request_id"],
        }
    },
    "root": {"handlers": ["stderr"], "level": env.str("LOG_LEVEL", default="INFO")},
    "loggers": {
        "django": {"handlers": [], "level": "INFO", "propagate": True},
        "django.server": {"handlers": [], "level": "INFO", "propagate": True},
        "fontTools": {"level": "WARNING"},
    },
}
