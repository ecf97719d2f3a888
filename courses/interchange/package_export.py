"""A course out of the database into a folder of files."""

import shutil
from pathlib import Path

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from courses.interchange.package_writer import write_package
from courses.models import Asset, Course, Edition
from courses.rules.files_shown import files_shown
from courses.services.edition_content import read_edition


def export_course(
    course: Course, folder: Path, *, number: int | None = None, draft: bool = False
) -> Edition:
    """Write an edition with its translations into a new or empty folder; gives the edition.

    By default the newest published. The folder is there whole or not at all.
    """
    edition, translations = _chosen(course, number, draft)
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise ValidationError(
            _("“{folder}” is not an empty folder.").format(folder=folder), code="folder_in_use"
        )
    contents = [read_edition(it) for it in (edition, *translations)]
    shown = {name: sha for content in contents for name, sha in files_shown(content).items()}
    part = folder.absolute().with_name(f".{folder.absolute().name}.part")
    shutil.rmtree(part, ignore_errors=True)
    try:
        for name, text in write_package(course.key, contents[0], contents[1:]).items():
            _written(part / name).write_text(text, encoding="utf-8", newline="\n")
        assets = {asset.sha256: asset for asset in Asset.objects.with_hashes(shown.values())}
        for name, sha256 in shown.items():
            with assets[sha256].file.open("rb") as source, _written(part / name).open("wb") as out:
                shutil.copyfileobj(source, out)
        if folder.exists():
            folder.rmdir()
        part.rename(folder)
    finally:
        shutil.rmtree(part, ignore_errors=True)
    return edition


def _written(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    return path


def _chosen(course: Course, number: int | None, draft: bool) -> tuple[Edition, list[Edition]]:
    """The edition in the course's own language, and those that translate it."""
    editions = Edition.objects.filter(course=course).order_by("language")
    own = editions.filter(language=course.language)
    newest = own.published().order_by("-number").first()
    if draft:
        chosen = own.drafts().first() or (newest if editions.drafts().exists() else None)
        others = editions.drafts()
    else:
        wanted = newest.number if newest and number is None else number
        chosen = own.filter(number=wanted).first() if wanted is not None else None
        others = editions.filter(number=wanted)
    if chosen is None:
        what = _("draft") if draft else _("edition {number}").format(number=number or "")
        raise ValidationError(
            _("The course “{key}” has no {what}.").format(key=course.key, what=what.strip()),
            code="no_such_edition",
        )
    return chosen, list(others.exclude(language=course.language))
