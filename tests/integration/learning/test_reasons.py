"""Each kind of reason in words, wherever reasons are told."""

from datetime import date

import pytest
from django.urls import reverse

from accounts.models import Audience, AudienceRule
from accounts.rules.audience_reasons import reason_of
from accounts.rules.audience_terms import (
    AppointmentTerm,
    HiredTerm,
    PersonTerm,
    Span,
    TagTerm,
    in_unit,
)
from accounts.rules.audiences import Through, parse
from accounts.services.audience_words import names_in, sentence
from learning.services.explanations import explain
from learning.services.overview import asked_of
from tests.factories import LONG_AGO, a_learner, a_unit, an_assignment

pytestmark = pytest.mark.django_db


def asked_for(person, reason):
    assignment = an_assignment(person)
    assignment.reasons.update(why=reason_of(reason))
    return assignment


def kept(unit, name):
    audience = Audience.objects.create(unit=unit, created_at=LONG_AGO)
    AudienceRule.objects.create(
        audience=audience, name=name, expression={"tag": "x"}, recorded_at=LONG_AGO
    )
    return str(audience.uuid)


def test_every_kind_of_reason_has_its_sentence():
    medicine, person = a_unit("Medicine"), a_learner()
    preceptors = kept(medicine, "Preceptors")
    since = Span(date(2026, 1, 1), None)
    told = {
        in_unit(medicine.uuid): (
            "It is required of everyone in Medicine.",
            "You hold an appointment in Medicine, and the requirement “Repair, all faculty”"
            " asks it of everyone there.",
        ),
        AppointmentTerm(str(medicine.uuid), "Chair/unit:x", "clinical", since): (
            "It is required of everyone with an appointment as Chair/unit:x of the kind “clinical”"
            " in Medicine begun since 1 January 2026.",
            "You are somebody with an appointment as Chair/unit:x of the kind “clinical” in"
            " Medicine begun since 1 January 2026, and the requirement “Repair, all faculty”"
            " asks it of those who are.",
        ),
        AppointmentTerm(str(medicine.uuid), alone=True): (
            "It is required of everyone in Medicine itself.",
            "You are somebody in Medicine itself, and the requirement “Repair, all faculty”"
            " asks it of those who are.",
        ),
        Through(preceptors, AppointmentTerm(str(medicine.uuid), alone=True)): (
            "It is required of the audience “Preceptors”; you belong to it: in Medicine itself.",
            "You belong to the audience “Preceptors” (in Medicine itself), and the requirement"
            " “Repair, all faculty” asks it of everyone in it.",
        ),
        AppointmentTerm(position="Chair"): (
            "It is required of everyone with an appointment as Chair.",
            "You are somebody with an appointment as Chair, and the requirement"
            " “Repair, all faculty” asks it of those who are.",
        ),
        TagTerm("preceptor"): (
            "It is required of everyone with the tag “preceptor”.",
            "You carry the tag “preceptor”, and the requirement “Repair, all faculty” asks it"
            " of those who do.",
        ),
        HiredTerm(Span(None, date(2026, 7, 1))): (
            "It is required of everyone hired before 1 July 2026.",
            "You were hired before 1 July 2026, and the requirement “Repair, all faculty” asks it"
            " of those who were.",
        ),
        PersonTerm(str(person.uuid)): (
            "It is required of you by name.",
            "The requirement “Repair, all faculty” asks it of you by name.",
        ),
        Through(preceptors, in_unit(medicine.uuid)): (
            "It is required of the audience “Preceptors”; you belong to it: in Medicine.",
            "You belong to the audience “Preceptors” (in Medicine), and the requirement"
            " “Repair, all faculty” asks it of everyone in it.",
        ),
        Through(preceptors, AppointmentTerm(position="a/unit:b")): (
            "It is required of the audience “Preceptors”; you belong to it: with an appointment"
            " as a/unit:b.",
            "You belong to the audience “Preceptors” (with an appointment as a/unit:b), and the"
            " requirement “Repair, all faculty” asks it of everyone in it.",
        ),
    }

    for reason, (of_mail, of_page) in told.items():
        assignment = asked_for(person, reason)

        [asked] = [each for each in asked_of(person) if each.id == assignment.pk]
        assert explain(assignment)[0] == of_mail
        assert asked.why()[0] == of_page


def test_a_reason_that_no_audience_gives_is_told_plainly():
    person = a_learner()
    assignment = an_assignment(person)
    assignment.reasons.update(why="by hand")

    [asked] = asked_of(person)
    assert explain(assignment)[0] == "You belong to the people of whom it is required."
    assert asked.why()[0] == "You belong to the people of whom “Repair, all faculty” asks it."


def test_reasons_that_let_nobody_in_by_themselves_are_told_together():
    """Once each of them said that everybody was asked for whom it holds."""
    medicine, person = a_unit("Medicine"), a_learner()
    preceptors = kept(medicine, "Preceptors")
    here, tagged = {"unit": str(medicine.uuid)}, {"tag": "preceptor"}
    assignment = an_assignment(person)
    assignment.version.audience = {
        "any": [{"all": [here, tagged, {"audience": preceptors}]}, {"tag": "new"}]
    }
    assignment.version.save()
    assignment.reasons.all().delete()
    for reason in (
        in_unit(medicine.uuid),
        TagTerm("preceptor"),
        TagTerm("new"),
        Through(preceptors, TagTerm("x")),
    ):
        assignment.reasons.create(why=reason_of(reason), from_at=LONG_AGO, recorded_at=LONG_AGO)

    who = "in Medicine, with the tag “preceptor” and in the audience “Preceptors”"
    [asked] = asked_of(person)
    assert explain(assignment)[:2] == [
        "It is required of everyone with the tag “new”.",
        f"It is required of some of those {who}, and you are one of them.",
    ]
    assert asked.why()[:2] == [
        "You carry the tag “new”, and the requirement “Repair, all faculty” asks it of those"
        " who do.",
        f"You are one of those {who}, and the requirement “Repair, all faculty” asks it of some"
        " of them.",
    ]


def test_the_home_page_tells_a_saved_audience(client):
    unit, person = a_unit("Medicine"), a_learner()
    asked_for(person, Through(kept(unit, "Preceptors"), TagTerm("preceptor")))
    client.force_login(person)

    page = " ".join(client.get(reverse("learning:home")).content.decode().split())

    assert "You belong to the audience “Preceptors” (with the tag “preceptor”)" in page


@pytest.mark.parametrize(
    ("parts", "told"),
    [
        ({"any": ["u"]}, "Everyone in Medicine."),
        ({"any": ["u", "v", "p"]}, "Everyone in Medicine or in Surgery; and also Ada Abel."),
        ({"any": ["p"]}, "Nobody but Ada Abel."),
        (
            {"all": ["u", "t", {"none": ["v", "p"]}]},
            "Everyone in Medicine and with the tag “preceptor”, but not in Surgery or who is"
            " Ada Abel.",
        ),
        (
            {"any": ["t", {"all": ["u", {"any": ["v", "h"]}, {"none": ["a"]}]}]},
            "Everyone with the tag “preceptor” or (in Medicine and (in Surgery or hired from"
            " 1 January 2026 to 30 June 2026), but not in the audience “Preceptors”).",
        ),
    ],
)
def test_an_audience_reads_as_one_sentence(parts, told):
    medicine, surgery = a_unit("Medicine"), a_unit("Surgery")
    terms = {
        "u": {"unit": str(medicine.uuid)},
        "v": {"unit": str(surgery.uuid)},
        "p": {"person": str(a_learner(first="Ada", last="Abel").uuid)},
        "t": {"tag": "preceptor"},
        "h": {"hired": {"from": "2026-01-01", "to": "2026-07-01"}},
        "a": {"audience": kept(medicine, "Preceptors")},
    }

    def made(data):
        if isinstance(data, str):
            return terms[data]
        return {name: [made(each) for each in inner] for name, inner in data.items()}

    audience = parse(made(parts))

    assert sentence(audience, names_in(audience)) == told
