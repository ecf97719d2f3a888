"""A person's reasons for being asked, in words; and what a query of reasons brings along for it.

A reason is kept as text (accounts.rules.audience_reasons). Whatever rows carry it may bring the
names with it (`unit_name`, `audience_name`), so that no reason costs a query of its own.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, CharField, Func, OuterRef, Q, Subquery, Value, When
from django.db.models import UUIDField as Uuid
from django.db.models.functions import Cast, Concat, Replace, Substr
from django.db.models.lookups import Exact
from django.utils.translation import gettext as _

from accounts.models import AudienceRule, Unit
from accounts.rules.audience_reasons import term_of
from accounts.rules.audience_terms import (
    AppointmentTerm,
    AudienceTerm,
    HiredTerm,
    PersonTerm,
    TagTerm,
    Term,
)
from accounts.rules.audiences import Expression, Reason, Through, positive_terms, suffices
from accounts.services.audience_words import Names, appointment_words, listed, phrase, span_words

UNIT, AUDIENCE, INSIDE = "unit:", "audience:", "/unit:"
ALONE, ALONE_INSIDE = "only:", "/only:"  # as long as those above
DIGITS = 36  # of a UUID, with its hyphens
PARTS = ((1, 8), (9, 4), (13, 4), (17, 4), (21, 12))  # between them: from which digit, how many


@dataclass(frozen=True, slots=True)
class Told:
    """A reason with the names that tell it."""

    why: str
    unit: str = ""
    audience: str = ""

    @property
    def reason(self) -> Reason | None:
        return term_of(self.why)

    def names(self, term: Term) -> Names:
        unit = {term.unit: self.unit} if isinstance(term, AppointmentTerm) and self.unit else {}
        audience = {term.audience: self.audience} if isinstance(term, AudienceTerm) else {}
        return Names(units=unit, audiences=audience)


def in_short_all(reasons: tuple[Told, ...]) -> list[str]:
    """Each of them once."""
    return list(dict.fromkeys(filter(None, map(in_short, reasons))))


def in_short(told: Told) -> str:
    """For a column of a table: the unit's name, or the term in few words."""
    reason = told.reason
    if isinstance(reason, Through | AudienceTerm):
        return told.audience
    if isinstance(reason, PersonTerm):
        return _("by name")
    if reason is None:
        return ""
    if isinstance(reason, AppointmentTerm) and reason == AppointmentTerm(unit=reason.unit):
        return told.unit
    return phrase(reason, told.names(reason))


def sentences_of_mail(reasons: Iterable[Told], audience: Expression) -> list[str]:
    """One for each reason that lets in whoever has it; one for those that do so together only."""
    alone, together = _apart(reasons, audience)
    said = [sentence_of_mail(each) for each in alone]
    if together:
        words = _("It is required of some of those %(who)s, and you are one of them.")
        said.append(words % {"who": _joined(together)})
    return said


def sentences_of_page(reasons: Iterable[Told], audience: Expression, title: str) -> list[str]:
    """The same of sentences that stand alone, and name the requirement."""
    alone, together = _apart(reasons, audience)
    said = [sentence_of_page(each, title) for each in alone]
    if together:
        words = _(
            "You are one of those %(who)s, and the requirement “%(title)s” asks it of some of them."
        )
        said.append(words % {"who": _joined(together), "title": title})
    return said


def sentence_of_mail(told: Told) -> str:
    """A sentence that stands under the requirement's title."""
    reason = told.reason
    if isinstance(reason, Through):
        return _("It is required of the audience “%(audience)s”; you belong to it: %(inside)s.") % {
            "audience": told.audience,
            "inside": _inside(told, reason.term),
        }
    if isinstance(reason, PersonTerm):
        return _("It is required of you by name.")
    if reason is None or (isinstance(reason, AppointmentTerm) and reason.unit and not told.unit):
        return _("You belong to the people of whom it is required.")
    if isinstance(reason, AppointmentTerm) and reason == AppointmentTerm(unit=reason.unit):
        return _("It is required of everyone in %(unit)s.") % {"unit": told.unit}
    return _("It is required of everyone %(who)s.") % {"who": phrase(reason, told.names(reason))}


def sentence_of_page(told: Told, title: str) -> str:
    """A sentence that stands alone, and names the requirement."""
    reason = told.reason
    if reason is None or (isinstance(reason, AppointmentTerm) and reason.unit and not told.unit):
        return _("You belong to the people of whom “%(title)s” asks it.") % {"title": title}
    return _page_sentence(reason) % _page_values(told, reason, title)


def _page_sentence(reason: Reason) -> str:
    if isinstance(reason, Through | AudienceTerm):
        return _(
            "You belong to the audience “%(audience)s” (%(inside)s), and the requirement"
            " “%(title)s” asks it of everyone in it."
        )
    if isinstance(reason, TagTerm):
        return _(
            "You carry the tag “%(tag)s”, and the requirement “%(title)s” asks it of those who do."
        )
    if isinstance(reason, HiredTerm):
        return _(
            "You were hired %(when)s, and the requirement “%(title)s” asks it of those who were."
        )
    if isinstance(reason, PersonTerm):
        return _("The requirement “%(title)s” asks it of you by name.")
    if reason == AppointmentTerm(unit=reason.unit):
        return _(
            "You hold an appointment in %(unit)s, and the requirement “%(title)s” asks it"
            " of everyone there."
        )
    return _(
        "You are somebody %(which)s, and the requirement “%(title)s” asks it of those who are."
    )


def _page_values(told: Told, reason: Reason, title: str) -> dict[str, str]:
    term = reason.term if isinstance(reason, Through) else reason
    return {
        "title": title,
        "audience": told.audience,
        "unit": told.unit,
        "inside": _inside(told, term),
        "tag": term.tag if isinstance(term, TagTerm) else "",
        "when": span_words(term.hired) if isinstance(term, HiredTerm) else "",
        "which": appointment_words(term, told.unit) if isinstance(term, AppointmentTerm) else "",
    }


def _apart(reasons: Iterable[Told], audience: Expression) -> tuple[list[Told], list[Told]]:
    """Those that suffice, and those that let somebody in only together with something else.

    A reason inside a saved audience is as good as that audience. What the audience does not know
    any more was a reason of its own when it was given.
    """
    alone, together = list[Told](), list[Told]()
    known = set(positive_terms(audience))
    for each in reasons:
        reason = each.reason
        whole = AudienceTerm(reason.audience) if isinstance(reason, Through) else reason
        needs_more = whole in known and whole is not None and not suffices(whole, audience)
        (together if needs_more else alone).append(each)
    return alone, together


def _joined(reasons: list[Told]) -> str:
    """In Medicine and with the tag “preceptor”; a saved audience once."""
    said = list(dict.fromkeys(filter(None, map(_said_of, reasons))))
    return listed(said, _("%(a)s and %(b)s"))


def _said_of(told: Told) -> str:
    reason = told.reason
    if reason is None:
        return ""
    term = AudienceTerm(reason.audience) if isinstance(reason, Through) else reason
    return _inside(told, term)


def _inside(told: Told, term: Term) -> str:
    """What holds of the person, inside an audience."""
    if isinstance(term, PersonTerm):
        return _("by name")
    return phrase(term, told.names(term))


def names_told(why: str) -> dict[str, Any]:
    """Annotations that bring along `unit_name` and `audience_name` of a column of reasons."""
    within = Substr(why, len(AUDIENCE) + DIGITS + 1, len(INSIDE))
    inside = Q(Exact(within, Value(INSIDE))) | Q(Exact(within, Value(ALONE_INSIDE)))
    first = Q(**{f"{why}__startswith": UNIT}) | Q(**{f"{why}__startswith": ALONE})
    of_unit = Case(
        When(first, then=_digits(why, len(UNIT))),
        When(inside, then=_digits(why, len(AUDIENCE) + DIGITS + len(INSIDE))),
        output_field=CharField(),
    )
    of_audience = Case(
        When(**{f"{why}__startswith": AUDIENCE}, then=_digits(why, len(AUDIENCE))),
        output_field=CharField(),
    )
    units = Unit.objects.filter(uuid=Cast(OuterRef("unit_digits"), Uuid()))
    rules = AudienceRule.objects.filter(audience__uuid=Cast(OuterRef("audience_digits"), Uuid()))
    return {
        "unit_digits": of_unit,
        "audience_digits": of_audience,
        "unit_name": Subquery(units.values("name")[:1]),
        "audience_name": Subquery(rules.order_by("-id").values("name")[:1]),
    }


def by_name(begins: str, uuid: str) -> Concat:
    """The reason of whoever is named, as AssignmentReason keeps it; `uuid` is their column."""
    return Concat(Value(begins), _Hyphened(uuid))


class _Hyphened(Func):
    """A UUID as text with its hyphens, which SQLite does not keep."""

    template = "(%(expressions)s)::text"
    output_field = CharField()

    def as_sqlite(
        self, compiler: Any, connection: Any, **_more: Any
    ) -> tuple[str, tuple[Any, ...]]:
        sql, params = compiler.compile(self.source_expressions[0])
        parts = [f"substr({sql}, {first}, {size})" for first, size in PARTS]
        told = " || '-' || ".join(parts)
        return f"({told})", tuple(params) * len(PARTS)


def _digits(why: str, after: int) -> Replace:
    """A UUID in the text, as both databases read it."""
    return Replace(Substr(why, after + 1, DIGITS), Value("-"), Value(""))
