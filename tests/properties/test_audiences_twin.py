"""The rule of audiences and its twin in SQL hold the same people, whatever is asked."""

from collections import defaultdict
from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from accounts.models import Appointment, Audience, AudienceRule, Employment, Tag
from accounts.rules.audience_reasons import reason_of
from accounts.rules.audiences import matches, reasons
from accounts.services.audiences import (
    facts_of,
    may_belong,
    members_by_reason,
    people_matching,
    with_saved,
)
from tests.factories import LONG_AGO, NOW, a_person, a_unit
from tests.properties.test_audiences import grouped, sound

DAYS = [date(2026, 1, day) for day in range(1, 6)]
ON = DAYS[2]
LATER = date(2027, 1, 1)
POSITIONS = ["Chair", "CHAIR ", "Associate  Professor", "Ärztin", "ärztin", ""]
KINDS = ["clinical", "Clinical", "adjunct", ""]
TAGS = ["preceptor", "new"]

some_day = st.none() | st.sampled_from(DAYS)
spans = st.sampled_from(
    [{"from": "2026-01-02"}, {"to": "2026-01-03"}, {"from": "2026-01-02", "to": "2026-01-04"}]
)
held = st.lists(
    st.tuples(
        st.integers(0, 3), st.sampled_from(POSITIONS), st.sampled_from(KINDS), some_day, some_day
    ),
    max_size=3,
)
carried = st.lists(st.tuples(st.sampled_from(TAGS), some_day, some_day), max_size=2)
hires = st.lists(some_day, max_size=3)
a_life = st.tuples(held, carried, hires)
# Terms by number; rows get their ids only when the test runs.
leaves = (
    st.fixed_dictionaries(
        {},
        optional={
            "unit": st.integers(0, 4),
            "position": st.sampled_from(["chair", "associate professor", "ÄRZTIN", "Nobody"]),
            "kind": st.sampled_from(["CLINICAL", "adjunct"]),
            "appointed": spans,
        },
    ).filter(bool)
    | st.integers(0, 4).map(lambda unit: {"unit": unit, "alone": True})
    | st.sampled_from(TAGS).map(lambda tag: {"tag": tag})
    | spans.map(lambda span: {"hired": span})
    | st.integers(0, 2).map(lambda person: {"person": person})
    | st.integers(0, 2).map(lambda audience: {"audience": audience})
)
expressions = st.recursive(leaves, grouped, max_leaves=6)


class AudienceTwin(TestCase):
    """Three people, four units in a tree and one that is not there, two saved audiences."""

    @classmethod
    def setUpTestData(cls):
        school = a_unit("School")
        medicine = a_unit("Medicine", parent=school)
        cls.units = [school, medicine, a_unit("Cardiology", parent=medicine), a_unit("Surgery")]
        cls.people = [a_person() for _ in range(3)]
        Appointment.objects.all().delete()
        Employment.objects.all().delete()
        cls.audiences = [
            Audience.objects.create(unit=school, created_at=LONG_AGO) for _ in range(2)
        ]
        cls.ids = {
            "unit": [str(each.uuid) for each in cls.units]
            + ["5c5b9ac4-7a3e-4c7d-93a4-0d6d8a1f5a01"],
            "person": [str(each.uuid) for each in cls.people],
            "audience": [str(each.uuid) for each in cls.audiences]
            + ["5c5b9ac4-7a3e-4c7d-93a4-0d6d8a1f5a02"],
        }

    @settings(max_examples=60)
    @given(
        lives=st.tuples(a_life, a_life, a_life),
        saved=st.tuples(*[expressions] * 2),
        asked=expressions,
    )
    def test_both_hold_the_same_people_for_the_same_reasons(self, lives, saved, asked):
        expression = sound(self.with_ids(asked))
        if expression is None:
            return
        for person, life in zip(self.people, lives, strict=True):
            live(person, self.units, *life)
        for audience, said in zip(self.audiences, saved, strict=True):
            keep(audience, self.with_ids(said))

        whole = with_saved(expression)
        expected = defaultdict(set)
        belong = set()
        for person in (each for each in self.people if may_belong(each, on=ON)):
            facts = facts_of(person, on=ON)
            if matches(whole, facts):
                belong.add(person)
            for reason in reasons(whole, facts):
                expected[reason_of(reason)].add(person)

        assert set(people_matching(expression, on=ON)) == belong
        members, named = members_by_reason(expression, on=ON)
        found = {reason: set(people) for reason, people in members.items()}
        for begins, people in named.items():
            found |= {f"{begins}{each.uuid}": {each} for each in people}
        assert {reason: who for reason, who in found.items() if who} == expected

    def with_ids(self, data):
        for name in data.keys() & {"any", "all", "none"}:
            return {name: [self.with_ids(part) for part in data[name]]}
        return {
            name: self.ids[name][value] if name in self.ids else value
            for name, value in data.items()
        }


def live(person, units, held, carried, hires):
    """What is known of the person: appointments, tags, and one stretch of employment after
    another, the last of them open."""
    Appointment.objects.bulk_create(
        Appointment(
            person=person,
            unit=units[unit],
            position=position,
            kind=kind,
            primary=False,
            from_on=min(from_on, to_on) if from_on and to_on else from_on,
            to_on=max(from_on, to_on) if from_on and to_on else LATER + timedelta(days=nth),
            recorded_at=LONG_AGO,
        )
        for nth, (unit, position, kind, from_on, to_on) in enumerate(held)
    )
    Tag.objects.bulk_create(
        Tag(
            person=person,
            tag=tag,
            from_on=min(from_on, to_on) if from_on and to_on else from_on,
            to_on=max(from_on, to_on) if from_on and to_on else LATER,
            recorded_at=LONG_AGO,
        )
        for tag, from_on, to_on in carried
    )
    Employment.objects.bulk_create(
        Employment(person=person, hired_on=hired_on, left_on=LATER, recorded_at=LONG_AGO)
        for hired_on in hires
    )


def keep(audience, said):
    """What it says now, if it can be said at all; else it says nothing."""
    if sound(said) is not None:
        AudienceRule.objects.create(
            audience=audience, name=str(audience.uuid), expression=said, recorded_at=NOW
        )
