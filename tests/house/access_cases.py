"""Who may open the pages of what people bring; access_rows.py says how to read it."""

from accounts.models import Audience
from tests.factories import NOW
from tests.house.access_rows import FOR_ADMINS, FOR_REPORTERS, Row
from tests.house.world import World


def asked_course(world: World) -> dict[str, object]:
    """The learner is asked for it; of nobody else is there anything to ask."""
    return {"key": world.course.key}


def no_job(world: World) -> dict[str, object]:
    """One of another kind: there are pages for each."""
    return {"uuid": world.job.uuid}


def no_pair(world: World) -> dict[str, object]:
    """Neither counts for the other."""
    return {"course": world.course.key, "counts_for": world.draft.course.key}


def learner(world: World) -> dict[str, object]:
    return {"uuid": world.learner.uuid}


def audience(world: World) -> dict[str, object]:
    """Of the learner's department."""
    kept = Audience.objects.filter(rules__name="Preceptors").first()
    if kept is None:
        kept = Audience.objects.create(unit=world.requirement.unit, created_at=NOW)
        kept.rules.create(name="Preceptors", expression={"tag": "preceptor"}, recorded_at=NOW)
    return {"uuid": kept.uuid}


CASES = {
    "learning:audiences": Row(FOR_ADMINS),
    "learning:new_audience": Row(FOR_ADMINS),
    "learning:audience": Row(FOR_ADMINS, audience),
    "learning:change_audience": Row(FOR_ADMINS, audience),
    "learning:end_audience": Row(FOR_ADMINS, audience),
    "learning:audience_match": Row(FOR_ADMINS, audience),
    "learning:requirement_match": Row(
        (302, 403, 403, 404, 200, 200), lambda world: {"key": world.requirement.key}
    ),
    "learning:count_audience": Row(FOR_ADMINS, post={}),
    "accounts:new_leave": Row(FOR_ADMINS, learner),
    "accounts:change_leave": Row(
        (302, 403, 403, 403, 403, 404), lambda world: learner(world) | {"from_on": "2026-05-01"}
    ),
    "accounts:cancel_leave": Row(
        (302, 403, 403, 403, 403, 404), lambda world: learner(world) | {"from_on": "2026-05-01"}
    ),
    "accounts:new_tag": Row(FOR_ADMINS, learner),
    "accounts:end_tag": Row(
        (302, 403, 403, 403, 403, 404), lambda world: learner(world) | {"tag": "preceptor"}
    ),
    "learning:case": Row(FOR_REPORTERS, lambda world: {"deed": "extend"}),
    "learning:more_time": Row((302, 200, 404, 404, 404, 404), asked_course),
    "learning:extensions": Row(FOR_REPORTERS),
    "learning:answer_extensions": Row(FOR_REPORTERS),
    "learning:missing_dates": Row(FOR_REPORTERS),
    "learning:equivalents": Row(FOR_ADMINS),
    "learning:new_equivalent": Row(FOR_ADMINS),
    "learning:end_equivalent": Row((302, 403, 403, 403, 403, 404), no_pair),
    "learning:prior_learning": Row(FOR_ADMINS),
    "learning:prior_learning_job": Row((302, 403, 403, 403, 403, 404), no_job),
    "learning:apply_prior_learning": Row((302, 403, 403, 403, 403, 404), no_job, post={}),
}
