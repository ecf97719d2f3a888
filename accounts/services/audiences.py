"""Who belongs to an audience: its expression, compiled to one query (DOMAIN 5, 10)."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date

from django.db.models import QuerySet

from accounts.models import Appointment, AudienceRule, Employment, Tag, Unit, User
from accounts.models.organisation import SEGMENT
from accounts.models.user import UserQuerySet
from accounts.rules.audience_reasons import named_begins, reason_of
from accounts.rules.audience_terms import Facts, Place
from accounts.rules.audiences import (
    DEEPEST_SAVED,
    Combine,
    Expression,
    Group,
    Reason,
    Saved,
    Through,
    audiences_named,
    expand,
    parse,
    positive_terms,
    saved_in,
    suffices,
)
from accounts.services.audience_conditions import Known, condition

Members = dict[str, QuerySet[User]]  # a reason, as text → the people who have it


def people_matching(expression: Expression, *, on: date) -> UserQuerySet:
    """The people an audience holds on that day, in the organisation as now known.

    Only who is employed, may sign in and is no test account. What the expression names is
    looked up now, in a number of queries that depends on nothing but its kinds of terms; the
    people when the queryset is read, in another. A unit that is not there holds nobody.
    """
    whole = with_saved(expression)
    return _people(on).filter(condition(whole, Known.of(whole, on=on)))


def members_by_reason(expression: Expression, *, on: date) -> tuple[Members, Members]:
    """Each reason that the audience can give, with the people in it for whom it holds; and those
    in it who are named, each for a reason of their own: one set for each beginning of such reasons
    (`person:`), which their ids complete.

    Everybody in the audience has one at least. What it names is looked up once for all.
    """
    whole = with_saved(expression)
    known = Known.of(whole, on=on)
    members: Members = {}
    named = defaultdict[str, list[Reason]](list)
    for reason in positive_terms(whole):
        if begins := named_begins(reason):
            named[begins].append(reason)
        else:
            members[reason_of(reason)] = _people(on).filter(condition(_whose(reason, whole), known))
    return members, {
        begins: _people(on).filter(condition(_whose_any(reasons, whole), known))
        for begins, reasons in named.items()
    }


def with_saved(expression: Expression) -> Expression:
    """The expression with what the saved audiences it names say now; those ended hold nobody."""
    return expand(expression, saved_now(audiences_named(expression)))


def saved_now(wanted: frozenset[str]) -> Mapping[str, Expression]:
    """What these saved audiences say, and those that they name; a query for each level."""
    found: dict[str, Expression] = {}
    for _level in range(DEEPEST_SAVED):
        wanted = wanted - found.keys()
        if not wanted:
            break
        rules = AudienceRule.objects.standing().filter(audience__uuid__in=wanted)
        for uuid, said in rules.values_list("audience__uuid", "expression"):
            found[str(uuid)] = parse(said)
        wanted = frozenset[str]().union(*map(audiences_named, found.values()))
    return found


def facts_of(person: User, *, on: date) -> Facts:
    """What terms ask about a person, as the queries would find it; four queries."""
    held = Appointment.objects.standing().holding_on(on).filter(person=person)
    rows = list(held.values_list("unit__path", "position", "kind", "from_on"))
    above = {path[:end] for path, *_ in rows for end in range(SEGMENT, len(path) + 1, SEGMENT)}
    uuids = dict(Unit.objects.filter(path__in=above).values_list("path", "uuid"))
    hires = Employment.objects.standing().filter(person=person, hired_on__lte=on)
    tags = Tag.objects.standing().holding_on(on).filter(person=person)
    return Facts(
        person=str(person.uuid),
        places=tuple(
            Place(
                frozenset(str(uuid) for part, uuid in uuids.items() if path.startswith(part)),
                position,
                kind,
                from_on,
                unit=str(uuids.get(path, "")),
            )
            for path, position, kind, from_on in rows
        ),
        tags=frozenset(tags.values_list("tag", flat=True)),
        hired_on=hires.order_by("-hired_on").values_list("hired_on", flat=True).first(),
    )


def may_belong(person: User, *, on: date) -> bool:
    """Whether an audience can hold the person at all: there, and no test account."""
    return _people(on).filter(pk=person.pk).exists()


def _people(on: date) -> UserQuerySet:
    return User.objects.active().reported().employed(on)


def _whose(reason: Reason, whole: Expression) -> Expression:
    """Those in the audience for whom the reason holds, as an expression."""
    parts: list[Expression] = [] if suffices(reason, whole) else [whole]
    if isinstance(reason, Through):
        parts += _first_named(reason.audience, whole), reason.term
    else:
        parts.append(reason)
    return Group(Combine.ALL, tuple(parts))


def _whose_any(named: list[Reason], whole: Expression) -> Expression:
    """The same of reasons that name people, all of them by way of one saved audience or of none."""
    first = named[0]
    people = [each.term if isinstance(each, Through) else each for each in named]
    parts: list[Expression] = [whole, Group(Combine.ANY, tuple(people))]
    if isinstance(first, Through):
        parts.insert(1, _first_named(first.audience, whole))
    return Group(Combine.ALL, tuple(parts))


def _first_named(audience: str, whole: Expression) -> Saved:
    return next(each for each in saved_in(whole) if each.audience == audience)
