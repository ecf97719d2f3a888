"""A course package into the database: a new course, or the next draft of one."""

from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Unit, User
from accounts.services.audit import record
from courses.models import Course, Edition
from courses.rules.content import EditionContent, PackageContent
from courses.rules.content_hash import edition_hash
from courses.rules.files_shown import with_files_shown
from courses.services.assets import keep_files
from courses.services.banks import bank_for, put_questions
from courses.services.drafts import empty_edition, held, newest_edition, own_first
from courses.services.edition_content import read_edition, write_draft


@dataclass(frozen=True, slots=True)
class ImportResult:
    """What came of it; `drafts` are those now there, the course's own language first."""

    course: Course
    created: bool
    drafts: tuple[Edition, ...]
    changed: bool

    @property
    def draft(self) -> Edition | None:
        return self.drafts[0] if self.drafts else None


@transaction.atomic
def import_package(
    package: PackageContent, *, unit: Unit, now: datetime, by: User | None
) -> ImportResult:
    """Bring a package in. Nothing happens where nothing differs; twice is the same as once.

    A new course belongs to `unit`; one that is there stays where it is. What differs becomes the
    next draft in every language, so that an edition has the same number in all of them; only a
    new translation of the newest edition comes alone. A draft that was changed by hand since it
    was made is refused, not overwritten.
    """
    course, created = Course.objects.get_or_create(
        key=package.key,
        defaults={"unit": unit, "language": package.edition.language, "created_at": now},
    )
    held(course.pk)
    _refuse_other_language(course, package)
    drafts = _drafts(course)
    banks_changed = _put_banks(course, package, now=now, by=by)
    contents = _differing(course, drafts, package)
    if not contents:
        return ImportResult(
            course, created, tuple(own_first(course, drafts.values())), changed=banks_changed
        )
    _refuse_changed_by_hand(drafts, contents)
    assets = keep_files(package.files.values(), now=now, by=by)
    for content in contents:
        draft = drafts.get(content.language) or empty_edition(course, content.language, now=now)
        write_draft(draft, content, assets)
        drafts[content.language] = draft
    _record(course, package, created, now=now, by=by)
    return ImportResult(course, created, tuple(own_first(course, drafts.values())), changed=True)


def _put_banks(course: Course, package: PackageContent, *, now: datetime, by: User | None) -> bool:
    """Let the unit's banks hold what the package's do; what else is in them stays."""
    changed = False
    for language, banks in package.banks.items():
        for said in banks:
            bank = bank_for(course.unit, said.name, language, now=now)
            put = put_questions(bank, said.questions, now=now, by=by)
            changed = changed or bool(put.added or put.changed)
    return changed


def _refuse_other_language(course: Course, package: PackageContent) -> None:
    if course.language != package.edition.language:
        raise ValidationError(
            _("The course “{key}” is written in “{own}”, the package in “{other}”.").format(
                key=course.key, own=course.language, other=package.edition.language
            ),
            code="other_language",
        )


def _drafts(course: Course) -> dict[str, Edition]:
    drafts = Edition.objects.drafts().filter(course=course).select_related("course")
    return {draft.language: draft for draft in drafts.select_for_update(of=("self",))}


def _differing(
    course: Course, drafts: dict[str, Edition], package: PackageContent
) -> tuple[EditionContent, ...]:
    """The editions of the package that must become drafts."""
    newest = newest_edition(course, course.language)
    number = newest.number if newest else None
    differing = [it for it in package.editions if not _is_there(course, drafts, it, number)]
    published = Edition.objects.published().filter(course=course, number=number)
    alone = newest is not None and course.language not in drafts
    for content in differing:
        alone = alone and not published.filter(language=content.language).exists()
    return tuple(differing) if alone or not differing else package.editions


def _is_there(
    course: Course, drafts: dict[str, Edition], content: EditionContent, number: int | None
) -> bool:
    """Whether the draft, or without one the newest edition, says just this.

    A file that nothing shows (a bank's, of a question that no quiz draws) makes no difference.
    """
    draft = drafts.get(content.language)
    standing = draft or newest_edition(course, content.language)
    if standing is None or (draft is None and standing.number != number):
        return False
    return _shown_hash(read_edition(standing)) == _shown_hash(content)


def _shown_hash(content: EditionContent) -> str:
    return edition_hash(with_files_shown(content))


def _refuse_changed_by_hand(
    drafts: dict[str, Edition], contents: tuple[EditionContent, ...]
) -> None:
    for content in contents:
        draft = drafts.get(content.language)
        if draft and draft.content_hash != edition_hash(read_edition(draft)):
            raise ValidationError(
                _(
                    "The draft in “{language}” has been worked on since it was made, and the "
                    "package would overwrite that. Publish or discard the draft first, then "
                    "import again."
                ).format(language=content.language),
                code="draft_changed",
            )


def _record(
    course: Course, package: PackageContent, created: bool, *, now: datetime, by: User | None
) -> None:
    detail = {"languages": [it.language for it in package.editions], "new": created}
    record(by, "courses.package.imported", f"course:{course.uuid}", at=now, after=detail)
