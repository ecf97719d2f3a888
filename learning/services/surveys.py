"""Answering a survey, and letting go of responses in batches, so that none can be told apart."""

from collections.abc import Mapping
from datetime import date, datetime
from secrets import SystemRandom
from uuid import uuid4

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from courses.models import Activity, Course, Kind
from courses.rules.survey import Privacy, from_settings
from learning.models import Enrolment, Progress, SurveyResponse
from learning.rules.suppression import K
from learning.services.dates import today
from learning.services.enrolment import locked
from learning.services.prerequisites import refuse_closed
from learning.services.progress import satisfy_activity

BATCH = 2 * K  # responses that are released together, at least (suppression.in_batches)

Answers = Mapping[str, list[str] | str]  # by item: keys of options, or words


@transaction.atomic
def answer_survey(
    enrolment: Enrolment,
    activity: Activity,
    answers: Answers,
    *,
    now: datetime,
    opened_at: datetime | None = None,
) -> Progress:
    """Keep what somebody answered, and count the survey as done.

    An anonymous response is kept without the enrolment; that it was given is known by the progress
    alone, so it can be given once. Refused before what must be done first (`refuse_closed`), where
    nothing is answered ("empty"), and for whoever has answered already ("answered"). A test
    account's is not kept.
    """
    enrolment = locked(enrolment)
    if is_answered(enrolment, activity):
        raise _answered()
    refuse_closed(enrolment, activity, opened_at=opened_at)
    if not any(answers.values()):
        words = _("Answer one item at least, whichever you like.")
        raise ValidationError(words, code="empty")
    if not enrolment.person.is_test:  # nothing could tell later that it must not be counted
        _keep(enrolment, activity, answers, day=today(now))
    progress = satisfy_activity(enrolment, activity, at=now, opened_at=opened_at)
    if not is_answered(enrolment, activity):  # in a wording that is neither the first nor today's
        raise _answered()
    return progress


def _keep(enrolment: Enrolment, activity: Activity, answers: Answers, *, day: date) -> None:
    privacy = from_settings(activity.settings).privacy
    SurveyResponse.objects.create(
        activity=activity,
        enrolment=None if privacy == Privacy.ANONYMOUS else enrolment,
        answers={key: answer for key, answer in answers.items() if answer},
        answered_on=day,
    )
    release(activity, privacy, day=day)


def _answered() -> ValidationError:
    return ValidationError(_("You have answered this already. Thank you."), code="answered")


def is_answered(enrolment: Enrolment, activity: Activity) -> bool:
    """Whether this person has answered it, or what it asked in the edition they were on then."""
    mine = Progress.objects.filter(enrolment=enrolment, activity_key=activity.key)
    return mine.filter(satisfied_at__isnull=False, activity=activity).exists() or (
        mine.filter(met_at__isnull=False).exists()
    )


def release(activity: Activity, privacy: Privacy, *, day: date) -> int:
    """Give those that wait a batch of their own, once there are enough; how many it took.

    Anonymous ones are made anew, in shuffled order and all with this day: neither their ids, nor
    where they lie in the table, nor when they were written leads to the moment they were given.
    The caller's transaction holds the activity until it ends: two last ones make one batch.
    """
    Activity.objects.select_for_update(no_key=True).get(pk=activity.pk)
    waiting = list(SurveyResponse.objects.filter(activity=activity, batch__isnull=True))
    if len(waiting) < BATCH:
        return 0
    newest = SurveyResponse.objects.filter(activity=activity).aggregate(newest=Max("batch"))
    number = (newest["newest"] or 0) + 1
    those = SurveyResponse.objects.filter(pk__in=[each.pk for each in waiting])
    if privacy != Privacy.ANONYMOUS:
        return those.update(batch=number)
    those.delete()
    SystemRandom().shuffle(waiting)
    for each in waiting:
        each.pk, each.batch, each.answered_on = uuid4(), number, day
    return len(SurveyResponse.objects.bulk_create(waiting))


def refuse_other_privacy(course: Course) -> None:
    """Refuse drafts in which a survey that was answered promises something else ("privacy").

    What was promised before the first response holds for all that follow (DOMAIN 8).
    """
    surveys = Activity.objects.filter(edition__course=course, kind=Kind.SURVEY)
    answered = surveys.filter(survey_responses__isnull=False)
    promised = {
        key: from_settings(settings).privacy
        for key, settings in answered.values_list("key", "settings").distinct()
    }
    if not promised:
        return
    drafts = surveys.filter(edition__number__isnull=True, key__in=promised)
    for key, title, settings in drafts.values_list("key", "title", "settings"):
        if from_settings(settings).privacy != promised[key]:
            words = _(
                "“%(title)s” has been answered: whether responses are anonymous, confidential "
                "or identified cannot change any more. Write a new survey instead."
            )
            raise ValidationError(words % {"title": title}, code="privacy")
