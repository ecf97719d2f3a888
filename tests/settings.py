"""The project's settings, made quick and closed for tests."""

import atexit
import os
import shutil
import tempfile

os.environ.setdefault("SECRET_KEY", "tests-only")

from lms.settings import *  # noqa: F403
from lms.settings import DATABASES, TEMPLATES, VAR_DIR

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
CELERY_BROKER_URL = "memory://"
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
MEDIA_ROOT = tempfile.mkdtemp(prefix="concord-media-")
atexit.register(shutil.rmtree, MEDIA_ROOT, ignore_errors=True)
DEMO = False
SITE_URL = "http://testserver"
ALLOWED_HOSTS = ["*"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
suffix = os.environ.get("PYTEST_DB_SUFFIX", "")
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # A file, not memory: threads and processes meet in it as they do in life.
    DATABASES["default"]["TEST"] = {"NAME": str(VAR_DIR / f"test{suffix}.sqlite3")}
elif suffix:
    DATABASES["default"]["TEST"] = {"NAME": f"test_concord{suffix}"}
WHITENOISE_AUTOREFRESH = True  # each file when it is asked for, not all of them for each client
TEMPLATES[0]["OPTIONS"]["string_if_invalid"] = "UNDEFINED(%s)"
LOGGING["root"]["level"] = "ERROR"  # noqa: F405
