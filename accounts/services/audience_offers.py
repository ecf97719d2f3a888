"""What a page may offer to whoever writes an audience. Reads only."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Q

from accounts.models import Appointment, AudienceRule, Tag, Unit, User
from accounts.models.facts import FactQuerySet
from accounts.models.organisation import under_any
from accounts.models.user import UserQuerySet
from accounts.policies import people_under, runs_the_site, units_under
from accounts.rules.audience_terms import PersonTerm, alike
from accounts.rules.audiences import Expression, audiences_named, terms, units_named


@dataclass(frozen=True, slots=True)
class Offers:
    """What may be chosen by whoever runs the units with these paths.

    `named` are the units that what is being changed names already, wherever they lie; `units` are
    those that the person runs, in the order of the tree. `audiences` are ids with names.
    """

    paths: tuple[str, ...]
    units: tuple[Unit, ...]
    named: tuple[Unit, ...]
    positions: tuple[str, ...]
    kinds: tuple[str, ...]
    tags: tuple[str, ...]
    audiences: tuple[tuple[str, str], ...]
    people: UserQuerySet

    @property
    def whole_site(self) -> bool:
        return runs_the_site(list(self.paths))


def offers(paths: list[str], *, on: date, besides: Expression | None = None) -> Offers:
    """What there is to choose from; with whatever `besides` names already. Six queries."""
    kept = besides or ()
    named = units_named(kept) if kept else frozenset[str]()
    people = {each.person for each in terms(kept) if isinstance(each, PersonTerm)} if kept else ()
    held = _appointments(paths, on)
    tags = Tag.objects.standing().holding_on(on).order_by("tag").values_list("tag", flat=True)
    return Offers(
        paths=tuple(paths),
        units=tuple(units_under(paths)),
        named=tuple(Unit.objects.filter(uuid__in=list(named)).in_order()),
        positions=_spelt(held.order_by().values_list("position", flat=True).distinct()),
        kinds=_spelt(held.order_by().values_list("kind", flat=True).distinct()),
        tags=tuple(tags.distinct()),
        audiences=_audiences(paths, audiences_named(kept) if kept else frozenset()),
        people=_people(paths, on, people),
    )


def _appointments(paths: list[str], on: date) -> FactQuerySet[Appointment]:
    held = Appointment.objects.standing().holding_on(on)
    return held if runs_the_site(paths) else held.filter(under_any(paths, "unit__path"))


def _spelt(written: Iterable[str]) -> tuple[str, ...]:
    """Each word once, in one of its spellings."""
    by_word = {alike(each): each for each in sorted(written, reverse=True) if each.strip()}
    return tuple(by_word[word] for word in sorted(by_word))


def _people(paths: list[str], on: date, kept: Iterable[str]) -> UserQuerySet:
    """Those in scope, and those who are named already."""
    named = User.objects.filter(uuid__in=list(kept))
    if runs_the_site(paths):
        return User.objects.all()
    in_scope = Exists(people_under(paths, on).filter(pk=OuterRef("pk")))
    return User.objects.filter(Q(in_scope) | Q(pk__in=named.values("pk")))


def _audiences(paths: list[str], kept: frozenset[str]) -> tuple[tuple[str, str], ...]:
    """Audiences not ended, of their units and of those above; and those named already."""
    seen = AudienceRule.objects.seen_from(paths).values("pk")
    found = AudienceRule.objects.standing().filter(
        Q(pk__in=seen) | Q(audience__uuid__in=list(kept))
    )
    in_order = found.order_by("name", "id").values_list("audience__uuid", "name")
    return tuple((str(uuid), name) for uuid, name in in_order)
