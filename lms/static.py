"""How the image names its static files: by their content, compressed beforehand."""

from collections.abc import Iterator
from typing import Any

from whitenoise.storage import CompressedManifestStaticFilesStorage

UNUSED = ("django_htmx/ext/", "django_htmx/htmx-4", "django_htmx/htmax-4")


class HashedStorage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """Hashed names, also for modules that import modules (off by default in Django 5.2)."""

    support_js_module_import_aggregation = True

    def post_process(
        self, paths: dict[str, Any], dry_run: bool = False, **options: Any
    ) -> Iterator[tuple[str, str | None, bool | Exception]]:
        """All but what comes along and no page uses: an extension's example imports nothing."""
        used = {name: path for name, path in paths.items() if not name.startswith(UNUSED)}
        yield from super().post_process(used, dry_run, **options)
