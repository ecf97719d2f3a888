"""A new course: empty, from a template that ships with Concord, or as a copy of another."""

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID, uuid4

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Unit, User
from accounts.services.audit import record
from courses.models import Asset, Course, Deed, Edition
from courses.rules.content import EditionContent
from courses.services.bank_questions import free_key, key_of
from courses.services.draft_history import FRONT, Changed, note
from courses.services.drafts import original_of
from courses.services.edition_content import read_edition, write_draft
from courses.services.templates import TEMPLATES


@dataclass(frozen=True, slots=True)
class NewCourse:
    """What a new course is called, in which language and unit, and what it begins with.

    `template` is a name of `courses.services.templates`; `copied` a course to copy instead.
    """

    title: str
    language: str
    unit: Unit
    uuid: UUID | None = None  # the course's; the same sent twice is one course
    template: str = ""
    copied: Course | None = None


@transaction.atomic
def make_course(asked: NewCourse, *, now: datetime, by: User) -> Edition:
    """The draft of a new course, whose key is made from its title and never another course's.

    A copy has the keys, texts, questions and files of what it copies: its draft, else its newest
    edition; nobody's progress comes along. Draws come along where the bank is in the same unit.
    """
    # Keys are unique over all units: whoever begins a course waits for whoever is beginning one.
    Unit.objects.select_for_update().order_by("pk").first()
    if asked.uuid and (made := _made(asked.uuid)) is not None:
        return made
    taken = set(Course.objects.values_list("key", flat=True))
    key = free_key(key_of(asked.title, "course"), taken=taken)
    course = Course.objects.create(
        uuid=asked.uuid or uuid4(),
        key=key,
        unit=asked.unit,
        language=asked.language,
        created_at=now,
    )
    draft = Edition.objects.create(
        course=course, language=asked.language, title=asked.title, created_at=now
    )
    content, assets = _beginning(asked)
    write_draft(draft, content, assets)
    note(draft, Changed(FRONT, "", asked.title), Deed.ADDED, now=now, by=by)
    detail = {"key": key, "template": asked.template, "copy_of": asked.copied and asked.copied.key}
    record(by, "courses.course.made", f"course:{course.uuid}", at=now, after=detail)
    return draft


def _made(uuid: UUID) -> Edition | None:
    """The draft of the course with this UUID, if the form was sent before."""
    drafts = Edition.objects.drafts().select_related("course")
    return drafts.filter(course__uuid=uuid).first()


def _beginning(asked: NewCourse) -> tuple[EditionContent, dict[str, Asset]]:
    if asked.copied is None:
        modules = TEMPLATES[asked.template].modules() if asked.template else ()
        return EditionContent(asked.language, asked.title, modules=modules), {}
    source = _source(asked.copied)
    content = read_edition(source)
    if asked.copied.unit_id != asked.unit.pk or source.language != asked.language:
        drawing = [it.title for it in content.activities() if it.draws]
        if drawing:
            raise ValidationError(
                _("“{title}” draws from a bank of another unit or language.").format(
                    title=drawing[0]
                ),
                code="bank_elsewhere",
            )
    assets = Asset.objects.filter(pk__in=source.files.values("asset"))
    content = replace(content, language=asked.language, title=asked.title)
    return content, {asset.sha256: asset for asset in assets}


def _source(course: Course) -> Edition:
    found = original_of(course)
    if found is None:
        raise ValidationError(_("That course has nothing to copy yet."), code="nothing_there")
    return found
