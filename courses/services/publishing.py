"""Publishing: a draft is checked, numbered and frozen (DOMAIN 2)."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.services.audit import record
from courses.models import Activity, Course, Edition, EditionAsset, Effect, Question
from courses.rules.content import EditionContent
from courses.rules.content_hash import activity_hash, edition_hash, question_hash
from courses.rules.findings import Finding
from courses.rules.publishing_checks import errors, findings
from courses.services.check_words import say
from courses.services.drafts import drafts_of, held, newest_edition, original_of
from courses.services.edition_content import read_edition


def check_edition(edition: Edition) -> list[Finding]:
    """What the publishing checks find in it, in the order of the course; nothing is changed.

    A translation is held against the draft in the course's own language, if there is one.
    """
    return check_content(edition, read_edition(edition))


def check_content(
    edition: Edition, content: EditionContent, original: EditionContent | None = None
) -> list[Finding]:
    """The same, of what was read already; of a translation perhaps its original, too."""
    if edition.language == edition.course.language:
        return findings(content)
    return findings(content, original or _read(original_of(edition.course)))


def _read(edition: Edition | None) -> EditionContent | None:
    return read_edition(edition) if edition else None


@transaction.atomic
def publish_edition(draft: Edition, *, effect: str, now: datetime, by: User | None) -> Edition:
    """Freeze a draft: number, hashes, time and publisher; from then on nothing in it changes.

    Errors of the publishing checks refuse it, each named. A translation takes the number of the
    newest edition in the course's own language, which must be published first. Called twice, the
    second call is refused: it is published already. Holds the course's lock, which whoever starts
    the course takes too: nobody begins an edition that was the newest a moment ago.
    """
    course = held(draft.course_id)
    draft = Edition.objects.select_for_update(of=("self",)).get(pk=draft.pk)
    draft.course = course
    if draft.is_published:
        raise ValidationError(_("This edition is published already."), code="published")
    content = read_edition(draft)
    is_own = draft.language == course.language
    original = None if is_own else _read(newest_edition(course, course.language))
    if blocking := errors(findings(content, original)):
        raise ValidationError([say(finding) for finding in blocking], code="not_publishable")
    freeze(draft, content, effect=effect, now=now, by=by)
    detail = {
        "course": course.key,
        "language": draft.language,
        "number": draft.number,
        "effect": effect,
        "content_hash": draft.content_hash,
    }
    record(by, "courses.edition.published", f"edition:{draft.pk}", at=now, after=detail)
    return draft


def freeze(
    draft: Edition, content: EditionContent, *, effect: str, now: datetime, by: User | None
) -> None:
    """Give the draft its number and hashes, in the caller's transaction; `content` is what it says.

    Files that were added and are not shown stay behind. Nothing is checked: whoever only looks at
    what publishing would do undoes it.
    """
    draft.number = _next_number(draft)
    draft.effect = Effect(effect)
    draft.published_at = now
    draft.published_by = by
    draft.content_hash = edition_hash(content)
    shown = [file.name for file in content.files]
    EditionAsset.objects.filter(edition=draft).exclude(name__in=shown).delete()
    _stamp(draft, content)
    draft.save(update_fields=["number", "effect", "published_at", "published_by", "content_hash"])


def _next_number(draft: Edition) -> int:
    """One more than the last; a translation's is that of the edition it translates."""
    published = Edition.objects.published().filter(course=draft.course)
    own = published.filter(language=draft.course.language)
    newest: int = own.aggregate(newest=Max("number"))["newest"] or 0
    if draft.language == draft.course.language:
        return newest + 1
    if not newest or published.filter(language=draft.language, number=newest).exists():
        raise ValidationError(
            _("Publish the course in its own language first; its translations follow it."),
            code="original_first",
        )
    return newest


def _stamp(draft: Edition, content: EditionContent) -> None:
    """Write the hashes of activities and questions, by which progress survives an edition."""
    said = {activity.key: activity for activity in content.activities()}
    activities = list(Activity.objects.filter(edition=draft))
    for activity in activities:
        activity.content_hash = activity_hash(said[activity.key])
    Activity.objects.bulk_update(activities, ["content_hash"], batch_size=500)
    asked = {(it.key, each.key): each for it in content.activities() for each in it.questions}
    questions = list(Question.objects.filter(activity__edition=draft))
    quizzes = {activity.pk: activity.key for activity in activities}
    for question in questions:
        quiz = quizzes[question.activity_id or 0]
        question.content_hash = question_hash(asked[quiz, question.key])
    Question.objects.bulk_update(questions, ["content_hash"], batch_size=500)


@transaction.atomic
def publish_drafts(
    course: Course, *, effect: str, now: datetime, by: User | None
) -> tuple[Edition, ...]:
    """Publish every draft of a course, all or none: its own language first, then translations.

    Called twice, the second finds no draft and publishes nothing.
    """
    drafts = drafts_of(course)
    return tuple(publish_edition(draft, effect=effect, now=now, by=by) for draft in drafts)
