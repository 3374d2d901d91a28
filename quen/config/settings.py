"""Django's settings. What an installation may change comes from config/env.py, nothing else."""

import sys
from pathlib import Path
from urllib.parse import urlsplit
from wsgiref.headers import Headers

from quen.config import env

ENV = env.read()
ROOT = Path(__file__).resolve().parents[2]
TESTING = "pytest" in sys.modules
DEBUG = False

SECRET_KEY = ENV.secret_key
BASE_URL = ENV.base_url
_site = urlsplit(BASE_URL)
ALLOWED_HOSTS = sorted({_site.hostname or "", "127.0.0.1", "localhost", "[::1]"})
CSRF_TRUSTED_ORIGINS = [BASE_URL]
DATA = ENV.data
BACKUPS = ENV.backups
ALLOWED_OUTBOUND = ENV.allowed_outbound
# Other addresses for calendar providers than their own, as {"google": {"api": …}}.
CALENDAR_ADDRESSES: dict[str, dict[str, str]] = {}

INSTALLED_APPS = [
    "quen.kit",
    "quen.timeline",
    "quen.accounts",
    "quen.fields",
    "quen.channels",
    "quen.people",
    "quen.automation",
    "quen.insights",
    "quen.commerce",
    "quen.work",
    "quen.sales",
    "quen.web",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "template_partials.apps.SimpleAppConfig",
    "django_htmx",
    "django_tasks",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "quen.kit.csp.ContentPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "quen.accounts.seen.LastSeenMiddleware",
    "quen.accounts.acting.ActingUserMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "quen.kit.refused.RefusedMiddleware",
]

ROOT_URLCONF = "quen.web.urls"
ASGI_APPLICATION = "quen.config.asgi.application"
APPEND_SLASH = True

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "OPTIONS": {
            "loaders": [
                (
                    "template_partials.loader.Loader",
                    [
                        (
                            "django.template.loaders.cached.Loader",
                            ["django.template.loaders.app_directories.Loader"],
                        )
                    ],
                )
            ],
            "builtins": [
                "template_partials.templatetags.partials",
                "django.templatetags.i18n",
                "django.templatetags.static",
                "quen.kit.templatetags.ui",
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "quen.kit.render.shell_context",
            ],
        },
    }
]

DATABASES = {"default": env.database(ENV.database_url, DATA)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
# Limits on guessing and the like must hold over all web processes, so they live in the database.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "kit_cache",
    }
}
TASKS = {"default": {"BACKEND": "quen.kit.tasks.LeaseBackend"}}

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_PREVENT_ENUMERATION = "strict"
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 900
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
# Per address and per account; a browser that has signed in before counts by itself (accounts/signing.py).
ACCOUNT_RATE_LIMITS = {
    "login": "30/m/ip",
    "login_failed": "10/m/ip,5/300s/key",
    "reset_password": "20/m/ip,5/m/key",
    "reset_password_from_key": "20/m/ip",
    "join": "20/m/ip",
}
ACCOUNT_ADAPTER = "quen.accounts.signing.AccountAdapter"
ACCOUNT_DEFAULT_HTTP_PROTOCOL = _site.scheme
MFA_ADAPTER = "quen.accounts.second_steps.SecondStepAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_TOTP_ISSUER = "Quen"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = _site.scheme == "http"
# A write for each page view would queue for SQLite's one writer; accounts.seen writes every five minutes.
USERSESSIONS_TRACK_ACTIVITY = False

SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _site.scheme == "https"
SESSION_COOKIE_AGE = 60 * 60 * 24 * 14
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = 31_536_000 if _site.scheme == "https" else 0
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000

EMAIL_BACKEND = "quen.channels.mailing.OutboxBackend"
DEFAULT_FROM_EMAIL = ENV.mail.sender or f"quen@{_site.hostname}"

LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", "Tiếng Việt"), ("th", "ไทย"), ("en", "English")]
LOCALE_PATHS = [ROOT / "quen" / "locale"]
TIME_ZONE = "UTC"
USE_I18N = USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = ROOT / "build" / "static"
STATICFILES_FINDERS = [
    "quen.kit.staticfiles.VendorFinder",
    "quen.kit.staticfiles.SheetFinder",
    "quen.kit.staticfiles.RoomFinder",
]
NODE_MODULES = ROOT / "node_modules"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if TESTING
        else "quen.kit.staticfiles.HashedStorage"
    },
}
SERVESTATIC_KEEP_ONLY_HASHED_FILES = True
# Gzip alone: brotli at its best level makes set-up twenty times slower.
SERVESTATIC_USE_BROTLI = SERVESTATIC_USE_ZSTD = False
SERVESTATIC_ALLOW_ALL_ORIGINS = False


def _guard(headers: Headers, path: str, url: str) -> None:
    """Files go out before the middleware that says this of pages."""
    headers["X-Content-Type-Options"] = "nosniff"
    if SECURE_HSTS_SECONDS:
        headers["Strict-Transport-Security"] = f"max-age={SECURE_HSTS_SECONDS}"


SERVESTATIC_ADD_HEADERS_FUNCTION = _guard
MEDIA_ROOT = DATA / "files"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "text": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"},
        "json": {"()": "quen.kit.logs.JsonFormatter"},
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": ENV.log}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {"quen": {"level": "INFO"}, "django.server": {"level": "WARNING"}},
}
SILENCED_SYSTEM_CHECKS = ["templates.E003"]
