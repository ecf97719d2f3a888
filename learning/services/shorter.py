"""A renewal by fewer modules of the same course: who takes only these, and what that counts for.

An enrolment is of these modules from its start, as it is of one edition: everything else about it
follows from that. It is widened to the whole course when anybody asks for more of it meanwhile.
"""

from collections import defaultdict
from collections.abc import Iterable
from decimal import ROUND_DOWN, Decimal

from django.db.models import Exists, OuterRef

from courses.models import Course, Edition
from courses.services.outlines import ModuleOutline, Outline, outline
from learning.models import Assignment, Completion, Enrolment, RequirementVersion

QUARTER = Decimal("0.25")


def keys_of(modules: str) -> frozenset[str]:
    """The keys that a column holds; none: the whole course."""
    return frozenset(modules.split())


def as_column(keys: Iterable[str]) -> str:
    """Keys as a column holds them: the same ones always in the same words."""
    return " ".join(sorted(set(keys)))


def covers(modules: str, asked: str) -> bool:
    """Whether these modules are all that are asked, or more; the whole course covers anything."""
    return not modules or (bool(asked) and keys_of(asked) <= keys_of(modules))


def modules_asked(assignment: Assignment) -> str:
    """Which modules an assignment asks for: only a renewal of the very course, if at all.

    Its version comes along.
    """
    return modules_of(assignment.version, assignment.cycle, assignment.course_id)


def modules_of(version: RequirementVersion, cycle: int, course: int | None) -> str:
    """The same of a cycle under a version that asks for this course."""
    renews = cycle > 1 and course is not None and course == version.course_id
    return version.renewal_modules if renews else ""


def together(asked: Iterable[str]) -> str:
    """What several that ask for the same course ask for: all modules that any of them names.

    The whole, where one of them asks for it, and where nobody asks.
    """
    each = list(asked)
    return as_column(key for one in each for key in one.split()) if all(each) else ""


def modules_for(person: int, course: int) -> str:
    """Which modules somebody who begins the course now takes it for; one query."""
    asking = Assignment.objects.in_force().filter(person=person, course=course)
    return together(modules_asked(each) for each in asking.select_related("version"))


def widen(asking: Iterable[Assignment]) -> int:
    """Let open enrolments be of the whole course where these ask for more of it; how many.

    What was done in them stays. The assignments come with their versions; two statements.
    """
    asked = defaultdict[tuple[int, int | None], list[str]](list)
    for each in asking:
        asked[each.person_id, each.course_id].append(modules_asked(each))
    if not asked:
        return 0
    people, courses = zip(*asked, strict=True)
    narrow = Enrolment.objects.open().exclude(modules="")
    rows = narrow.filter(person__in=set(people), course__in=set(courses))
    too_narrow = [
        pk
        for pk, person, course, modules in rows.values_list("pk", "person", "course", "modules")
        if not all(covers(modules, each) for each in asked.get((person, course), ()))
    ]
    return narrow.filter(pk__in=too_narrow).update(modules="")


def asking_beside(requirement: int) -> list[Assignment]:
    """The requirement's open assignments whose people take their course for some modules only."""
    taking = (
        Enrolment.objects.open()
        .exclude(modules="")
        .filter(person=OuterRef("person"), course=OuterRef("course"))
    )
    asked = Assignment.objects.in_force().filter(Exists(taking), requirement=requirement)
    return list(asked.select_related("version").order_by("pk"))


def covering(version: RequirementVersion) -> list[str]:
    """The columns of completions by modules that are enough for the version's renewals."""
    if not version.renewal_modules:
        return []
    known = Completion.objects.valid().filter(course=version.course_id).exclude(modules="")
    held = known.order_by("modules").values_list("modules", flat=True).distinct()
    return [each for each in held if covers(each, version.renewal_modules)]


def newest_outline(course: Course) -> Outline | None:
    """The outline of its newest edition in its own language; two queries where it is not kept."""
    published = Edition.objects.published().filter(course=course, language=course.language)
    newest = published.newest_first().values_list("pk", "content_hash").first()
    return newest and outline(*newest)


def modules_in(course: Outline, modules: str) -> list[ModuleOutline]:
    """Those of the named modules that the edition has; all of it, where it has none of them."""
    keys = keys_of(modules)
    return [each for each in course.modules if each.key in keys] or list(course.modules)


def activities_of(course: Outline, modules: str) -> frozenset[str]:
    """The keys of the activities of these modules; of all, where none is named."""
    held = modules_in(course, modules)
    return frozenset(each.key for module in held for each in module.activities)


def minutes_of(course: Outline, modules: str) -> int:
    """The minutes that these modules are said to take; all of them, where none is named."""
    keys = activities_of(course, modules)
    return sum(each.minutes for each in course.activities if each.key in keys)


def hours_of(course: Outline, modules: str) -> Decimal:
    """The hours of these modules: their share of the course's by minutes, in whole quarters."""
    if not modules:
        return course.hours
    minutes = minutes_of(course, modules)
    share = course.hours * minutes / course.minutes if course.minutes else Decimal(0)
    return (share / QUARTER).to_integral_value(ROUND_DOWN) * QUARTER
