"""Keys of modules and activities: made from their titles, never used again (DOMAIN 2)."""

from courses.models import Activity, Course, DraftChange, Kind, Module
from courses.rules import scenario, survey
from courses.services.bank_questions import free_key, key_of
from courses.services.draft_history import states_of


def new_key(course: Course, part: str, title: str) -> str:
    """A key that no module or activity of the course has or had, in any edition or draft."""
    rows = Module if part == "module" else Activity
    taken = set(rows.objects.filter(edition__course=course).values_list("key", flat=True))
    taken |= set(DraftChange.objects.filter(course=course, part=part).values_list("key", flat=True))
    if part == "activity":
        taken |= _of_removed_modules(course)
    return free_key(key_of(title, part), taken=taken)


def _of_removed_modules(course: Course) -> set[str]:
    """Keys of activities that went with their module."""
    removed = DraftChange.objects.filter(course=course, part="module").exclude(said__activities=[])
    return {
        activity["key"]
        for said in removed.values_list("said", flat=True)
        for activity in said.get("activities", [])
    }


INNER = {Kind.SCENARIO.value: scenario.keys_in, Kind.SURVEY.value: survey.keys_in}


def inner_keys_ever(activity: Activity) -> set[str]:
    """Keys of situations, choices or items that it has or had; none of another kind."""
    keys_in = INNER.get(activity.kind)
    if keys_in is None:
        return set()
    rows = Activity.objects.filter(
        edition__course=activity.edition.course_id, key=activity.key
    ).values_list("settings", flat=True)
    states = states_of(activity.edition.course_id, activity.key)
    return {
        key
        for settings in [*rows, *(state.get("settings", {}) for state in states)]
        for key in keys_in(settings)
    }
