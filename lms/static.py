"""How the image names its static files: by their content, compressed beforehand."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedStorage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """Hashed names, also for modules that import modules (off by default in Django 5.2)."""

    support_js_module_import_aggregation = True
