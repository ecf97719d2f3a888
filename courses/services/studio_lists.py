"""The courses that somebody may write, and what an outline shows of a draft."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import CharField, Count, DateTimeField, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce, Greatest
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from courses.models import Activity, Comment, Course, DraftChange, Edition, Kind, Module, Question
from courses.services.kinds import WRITTEN

COURSE_ORDERS: Mapping[str, tuple[str, ...]] = {
    "title": ("shown_title", "key"),
    "edition": ("newest", "shown_title"),
    "changed": ("changed_at", "shown_title"),
    "unit": ("unit__name", "shown_title"),
}
STATES = ("", "draft", "published", "retired", "all")


def courses_listed(
    person: User, paths: list[str], *, words: str = "", state: str = "", sort: str = ""
) -> QuerySet[Any]:
    """Courses by title, or as sorted (a minus before turns it round); retired ones if asked for.

    Each brings along `shown_title`, `drafts` (how many languages are being written), `newest` (the
    number of its newest edition, None before the first) and `changed_at`.
    """
    own = Edition.objects.filter(course=OuterRef("pk"), language=OuterRef("language"))
    newest = own.published().order_by("-number")
    written = DraftChange.objects.filter(course=OuterRef("pk")).order_by("-id")
    written_by = Course.objects.written_by(person, paths).select_related("unit")
    courses: QuerySet[Any] = written_by.annotate(
        shown_title=Coalesce(
            Subquery(newest.values("title")[:1]),
            Subquery(own.values("title")[:1]),
            F("key"),
            output_field=CharField(),
        ),
        drafts=Count("editions", filter=Q(editions__number__isnull=True)),
        newest=Subquery(newest.values("number")[:1]),
        changed_at=_latest(
            Subquery(written.values("at")[:1]), Subquery(newest.values("published_at")[:1])
        ),
    )
    courses = _in_state(courses, state)
    for word in words.split():
        courses = courses.filter(Q(shown_title__icontains=word) | Q(key__icontains=word))
    order = COURSE_ORDERS.get(sort.removeprefix("-"), COURSE_ORDERS["title"])
    first = F(order[0]).desc(nulls_last=True) if sort.startswith("-") else F(order[0]).asc()
    return courses.order_by(first, *order[1:], "id")


def _latest(*moments: Subquery) -> Greatest:
    """The latest of these and the course's own beginning; one that is not known is no later."""
    began = F("created_at")
    return Greatest(
        *(Coalesce(moment, began) for moment in moments), began, output_field=DateTimeField()
    )


def _in_state(courses: QuerySet[Any], state: str) -> QuerySet[Any]:
    if state == "all":
        return courses
    if state == "retired":
        return courses.filter(retired_at__isnull=False)
    courses = courses.filter(retired_at__isnull=True)
    if state == "draft":
        return courses.filter(drafts__gt=0)
    return courses.filter(newest__isnull=False) if state == "published" else courses


@dataclass(frozen=True, slots=True)
class ActivityLine:
    """An activity as the outline shows it; `place` of `places` in its module.

    `facts` are what is said below its title: its kind, its minutes, what else there is to say.
    """

    row: Activity
    name: str
    kind: str
    place: int
    places: int
    facts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ModuleLine:
    """A module with its activities; `place` of `places` in the course."""

    row: Module
    place: int
    places: int
    lines: tuple[ActivityLine, ...]
    minutes: int


def draft_outline(draft: Edition) -> list[ModuleLine]:
    """Every module and activity in order, empty ones too; four queries, whatever the size."""
    modules = list(Module.objects.filter(edition=draft).order_by("position", "id"))
    activities = list(
        Activity.objects.filter(edition=draft).defer("body").order_by("position", "id")
    )
    asked = Question.objects.filter(activity__edition=draft).values("activity").order_by()
    questions = dict(asked.annotate(n=Count("id")).values_list("activity", "n"))
    told = _Told(questions, comments_open(draft), {it.key: it.title for it in activities})
    held: dict[int, list[Activity]] = defaultdict(list)
    for each in activities:
        held[each.module_id].append(each)
    lines = []
    for place, module in enumerate(modules, 1):
        rows = held[module.pk]
        inner = tuple(told.line(row, nth, len(rows)) for nth, row in enumerate(rows, 1))
        minutes = sum(row.minutes for row in rows)
        lines.append(ModuleLine(module, place, len(modules), inner, minutes))
    return lines


@dataclass(frozen=True, slots=True)
class _Told:
    """What is known of activities beside their rows."""

    questions: Mapping[int, int]
    comments: Mapping[str, int]
    titles: Mapping[str, str]

    def line(self, row: Activity, place: int, places: int) -> ActivityLine:
        known = WRITTEN.get(row.kind)
        kind = str(known.name) if known else row.kind
        facts = (kind, *self._facts(row))
        return ActivityLine(row, row.title or row.key, kind, place, places, facts)

    def _facts(self, row: Activity) -> Iterator[str]:
        yield _("%(n)d min") % {"n": row.minutes}
        if not row.required:
            yield _("optional")
        if row.kind == Kind.QUIZ:
            asked = self.questions.get(row.pk, 0)
            yield ngettext("%(n)d question", "%(n)d questions", asked) % {"n": asked}
        if after := row.settings.get("after"):
            names = ", ".join(self.titles.get(key, key) for key in after)
            yield _("after %(names)s") % {"names": names}
        if waiting := self.comments.get(row.key):
            said = ngettext("%(n)d open comment", "%(n)d open comments", waiting)
            yield said % {"n": waiting}


def comments_open(draft: Edition) -> dict[str, int]:
    """How many comments wait to be resolved, by the key of their activity."""
    waiting = Comment.objects.filter(
        course=draft.course_id, language=draft.language, resolved_at__isnull=True
    )
    counted = waiting.values("activity_key").order_by().annotate(n=Count("id"))
    return dict(counted.values_list("activity_key", "n"))
