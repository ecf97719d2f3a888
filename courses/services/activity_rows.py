"""One activity of a draft: its rows as plain values, and plain values as its rows."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db.models import F, Max, QuerySet
from django.utils.translation import gettext as _

from accounts.models import User
from courses.models import Activity, Choice, Draw, DrawQuestion, Edition, Module, Question
from courses.rules.content import ActivityContent
from courses.rules.files_shown import texts_drawn, texts_of
from courses.services.edition_content import (
    activity_row,
    draws_by_activity,
    refuse_published,
    said_by,
    write_draws,
    write_questions_of,
)
from courses.services.edition_files import bring_files
from courses.services.question_rows import read_questions


def held_draft(draft: Edition) -> Edition:
    """The draft, held until the transaction ends, so that it is changed by one after the other.

    Refused once it is published or discarded ("published", "discarded").
    """
    held = Edition.objects.select_for_update(of=("self",), no_key=True).select_related("course")
    found = held.filter(pk=draft.pk).first()
    if found is None:
        raise ValidationError(_("This draft was discarded meanwhile."), code="discarded")
    refuse_published(found)
    return found


def activity_of(draft: Edition, key: str) -> Activity:
    """The row; "removed" where somebody removed it meanwhile."""
    found = Activity.objects.filter(edition=draft, key=key).select_related("module").first()
    if found is None:
        raise ValidationError(_("This activity was removed meanwhile."), code="removed")
    return found


def read_activity(activity: Activity) -> ActivityContent:
    """What one activity says, with its questions and draws."""
    asked = Question.objects.filter(activity=activity).order_by("position", "id")
    questions = tuple(said for _row, said in read_questions(asked))
    draws = draws_by_activity(Draw.objects.filter(activity=activity)).get(activity.pk, [])
    return said_by(activity, questions, tuple(draws))


def put_activity(
    activity: Activity,
    said: ActivityContent,
    *,
    held: ActivityContent,
    now: datetime,
    by: User,
    own: bool = False,
) -> Activity:
    """Let the row, which says what is `held`, say just this, questions and draws included.

    Its place stays. The draft has the files that it names, as far as it may (`bring_files`).
    """
    is_same = (held.questions, held.draws) == (said.questions, said.draws)
    if not is_same:
        empty_activities(Activity.objects.filter(pk=activity.pk))
    row = activity_row(activity.edition, activity.position, activity.module, said)
    row.pk = activity.pk
    row.save()
    if not is_same:
        write_questions_of([(row, said)])
        write_draws(activity.edition, [(row, said)])
    _bring_files(activity.edition, said, now=now, by=by, own=own)
    return row


def add_row(
    module: Module, position: int, said: ActivityContent, *, now: datetime, by: User
) -> Activity:
    """A new activity at this position of the edition; those from there on move on by one.

    It has begun just now, or comes back from the course's history: its files are the course's own.
    """
    later = Activity.objects.filter(edition=module.edition_id, position__gte=position)
    later.update(position=F("position") + 1)
    row = activity_row(module.edition, position, module, said)
    row.save()
    write_questions_of([(row, said)])
    write_draws(module.edition, [(row, said)])
    _bring_files(module.edition, said, now=now, by=by, own=True)
    return row


def _bring_files(
    draft: Edition, said: ActivityContent, *, now: datetime, by: User, own: bool
) -> None:
    bring_files(draft, texts_of(said), now=now, by=by, own=own)
    bring_files(draft, texts_drawn(said), now=now, by=by, own=True)


def empty_activities(activities: QuerySet[Activity]) -> None:
    """Delete the questions and draws of these."""
    ids = list(activities.values_list("pk", flat=True))
    DrawQuestion.objects.filter(draw__activity__in=ids).delete()
    Draw.objects.filter(activity__in=ids).delete()
    Choice.objects.filter(question__activity__in=ids).delete()
    Question.objects.filter(activity__in=ids).delete()


def end_of(module: Module) -> int:
    """The position after the module's last activity, in the edition."""
    own = Activity.objects.filter(module=module).aggregate(last=Max("position"))["last"]
    if own is not None:
        return int(own) + 1
    before = Activity.objects.filter(
        edition=module.edition_id, module__position__lt=module.position
    )
    return int(before.aggregate(last=Max("position"))["last"] or 0) + 1
