"""Of whom a requirement is asked, more exactly than by units: on its pages."""

from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import Appointment, Audience, AudienceRule, Tag
from learning.models import Requirement, RequirementVersion
from learning.services.assignments import reconcile
from tests.factories import LONG_AGO, a_learner
from tests.integration.learning.test_requirement_change_pages import changing
from tests.integration.learning.test_requirement_pages import (  # noqa: F401  (its fixtures)
    NEW,
    admin,
    department,
    filled,
    in_force,
    page_of,
    school,
    text,
)
from tests.sent import sent_by

pytestmark = pytest.mark.django_db
COUNT = reverse("learning:count_audience")


def tagged(person, tag="preceptor"):
    Tag.objects.create(person=person, tag=tag, from_on=LONG_AGO.date(), recorded_at=LONG_AGO)
    return person


def saved(unit, name, expression):
    audience = Audience.objects.create(unit=unit, created_at=LONG_AGO)
    AudienceRule.objects.create(
        audience=audience, name=name, expression=expression, recorded_at=LONG_AGO
    )
    return audience


def lines(*said, combine="any"):
    """A group as it is sent; a line is its kind and its fields."""
    sent = {"whom": "exactly", "rule-combine": combine}
    for number, (what, fields) in enumerate(said):
        sent |= {f"rule-{number}-what": what}
        sent |= {f"rule-{number}-{name}": value for name, value in fields.items()}
    return sent


def exactly(*said, combine="any", **changed):
    return filled(units=[]) | lines(*said, combine=combine) | changed


def switched_on(client, sent):
    reply = client.post(NEW, sent | {"step": "confirm"})
    assert reply.status_code == 302, reply.context["form"].errors
    return RequirementVersion.objects.newest().order_by("-id")[0]


def test_a_change_of_the_title_leaves_whom_it_is_asked_of(client, admin, school, department):  # noqa: F811
    """Once it came out as the units that it names."""
    version = in_force(department)
    audience = {
        "all": [
            {"unit": str(department.uuid), "position": "Chair"},
            {"none": [{"tag": "preceptor"}, {"unit": str(school.uuid), "alone": True}]},
        ]
    }
    RequirementVersion.objects.filter(pk=version.pk).update(audience=audience)
    page = client.get(changing(version))

    sent = sent_by(page) | {"title": "Another", "reason": "A better title.", "step": "confirm"}
    reply = client.post(changing(version), sent)

    assert reply.status_code == 302, reply.context["form"].errors
    newest = RequirementVersion.objects.newest().get()
    assert (newest.title, newest.audience) == ("Another", audience)


def test_every_kind_of_line_comes_back_as_it_was(client, admin, school, department):  # noqa: F811
    ada, berta = a_learner(department), a_learner(department)
    chairs = saved(school, "Chairs", {"position": "Chair"})
    audience = {
        "any": [
            {
                "unit": str(department.uuid),
                "position": "Chair",
                "kind": "clinical",
                "appointed": {"from": "2026-01-01", "to": "2026-07-01"},
            },
            {"tag": "preceptor"},
            {"hired": {"to": "2026-07-01"}},
            {"person": str(ada.uuid)},
            {"person": str(berta.uuid)},
            {"all": [{"audience": str(chairs.uuid)}, {"none": [{"kind": "adjunct"}]}]},
        ]
    }
    version = in_force(school)
    RequirementVersion.objects.filter(pk=version.pk).update(audience=audience)
    page = client.get(changing(version))
    assert f"{ada.display_name} &lt;{ada.email}&gt;" in text(page)

    sent = sent_by(page) | {"purpose": "So that.", "reason": "Said.", "step": "confirm"}

    assert client.post(changing(version), sent).status_code == 302
    assert RequirementVersion.objects.newest().get().audience == audience


def test_an_admin_requires_it_of_the_preceptors_of_a_department(client, admin, department):  # noqa: F811
    meant = tagged(a_learner(department, first="Ada", last="Abel"))
    a_learner(department), tagged(a_learner())
    appointment = ("appointment", {"unit": str(department.uuid)})
    sent = exactly(appointment, ("tag", {"tag": "Preceptor"}), combine="all")

    look = client.post(NEW, sent | {"step": "preview"})
    assert "asked of 1 person" in text(look)
    assert "Everyone in Internal Medicine and with the tag “preceptor”." in text(look)
    assert meant.display_name in text(look)

    reply = client.post(NEW, sent_by(look, ("step", "confirm")) | {"step": "confirm"})
    assert reply.status_code == 302
    version = RequirementVersion.objects.get()
    assert version.audience == {"all": [{"unit": str(department.uuid)}, {"tag": "preceptor"}]}
    reconcile(version.requirement, now=timezone.now())
    assert [one.person for one in version.requirement.assignments.all()] == [meant]


def test_people_are_named_by_address_by_hr_id_or_by_a_name_of_their_own(
    client,
    admin,  # noqa: F811
    department,  # noqa: F811
):
    ada = a_learner(department, first="Ada", last="Abel")
    berta = a_learner(department, first="Berta", last="Bell")
    cora = a_learner(department, first="Cora", last="Çelik")
    who = f"  ADA <{ada.email.upper()}>\r\n\r\n{berta.hr_id}\ncora celik\n{ada.email}"

    version = switched_on(client, exactly(("people", {"who": who})))

    assert version.audience == {"any": [{"person": str(p.uuid)} for p in (ada, berta, cora)]}


def test_several_people_on_a_line_of_all_are_one_of_several(client, admin, department):  # noqa: F811
    ada, berta = a_learner(department), a_learner(department)
    named = ("people", {"who": f"{ada.email}\n{berta.email}"})

    version = switched_on(client, exactly(named, ("tag", {"tag": "new"}), combine="all"))

    people = [{"person": str(ada.uuid)}, {"person": str(berta.uuid)}]
    assert version.audience == {"all": [{"any": people}, {"tag": "new"}]}


def test_a_saved_audience_alone_is_the_third_way(client, admin, school):  # noqa: F811
    chairs = saved(school, "Chairs", {"position": "Chair"})
    sent = filled(units=[]) | {"whom": "saved", "audience": str(chairs.uuid)}

    version = switched_on(client, sent)

    assert version.audience == {"audience": str(chairs.uuid)}
    form = client.get(changing(version)).context["form"]
    assert (form.way(), form["audience"].value()) == ("saved", str(chairs.uuid))


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        (("appointment", {}), "Say a unit, a position, a kind or a day; or remove this line."),
        (("appointment", {"unit": "x"}), "Choose a unit from the list."),
        (("appointment", {"alone": "on"}), "Choose the unit that is meant."),
        (("appointment", {"kind": "a;b"}), "A kind has no semicolon in it."),
        (("appointment", {"position": "x" * 121}), "at most 120 characters"),
        (
            ("appointment", {"first": "2026-02-01", "last": "2026-01-31"}),
            "The last day lies before the first one.",
        ),
        (("appointment", {"first": "soon"}), "Write a day like 2026-12-31."),
        (("tag", {"tag": ""}), "Write a tag, or remove this line."),
        (("tag", {"tag": "¿?"}), "A tag is made of letters, digits and hyphens"),
        (("hired", {}), "Choose a day, or remove this line."),
        (("hired", {"last": "9999-12-31"}), "Choose an earlier day."),
        (("people", {"who": " "}), "Name somebody, or remove this line."),
        (("people", {"who": "Nobody Here"}), "There is nobody here with “Nobody Here”"),
        (("people", {"who": "Amara"}), "Several people are called “Amara”"),
        (("audience", {"audience": ""}), "Choose an audience, or remove this line."),
        (("audience", {"audience": "x"}), "Choose an audience from the list."),
        (("group", {"combine": "any"}), "Add a line to this group, or remove it."),
        (("group", {"combine": "most"}), "Choose how the lines are combined."),
    ],
)
def test_what_is_wrong_is_said_once_at_its_line(client, admin, department, line, sentence):  # noqa: F811
    a_learner(department), a_learner(department)

    reply = client.post(NEW, exactly(line) | {"step": "preview"})

    assert reply.status_code == 422
    assert list(reply.context["form"].errors) == ["whom"]
    assert text(reply).count(sentence) == 1
    assert not Requirement.objects.exists()


def test_to_leave_people_out_alone_is_nobody(client, admin, department):  # noqa: F811
    sent = exactly(("group", {"combine": "none", "0-what": "tag", "0-tag": "preceptor"}))

    reply = client.post(NEW, sent | {"step": "preview"})

    assert reply.status_code == 422
    assert "one line at least must say who is in" in text(reply)


def test_more_people_than_an_audience_takes_are_refused_at_once(client, admin, department):  # noqa: F811
    many = "\n".join(f"p{number}@example.org" for number in range(501))

    reply = client.post(NEW, exactly(("people", {"who": many})) | {"step": "preview"})

    assert "Name at most 500 people" in text(reply)
    ada = a_learner(department)
    tag = ("tag", {"tag": "x"})
    here = ("people", {"who": "\n".join([ada.email] * 3)})
    reply = client.post(NEW, exactly(*[tag] * 150, here) | {"step": "preview"})
    assert reply.status_code == 200


def test_lines_come_and_go_without_a_script_and_nothing_typed_is_lost(client, admin):  # noqa: F811
    sent = exactly(("tag", {"tag": "half wri"}), title="Ours")

    added = client.post(NEW, sent | {"do": "add rule group"})
    assert added.status_code == 200
    shown = sent_by(added)
    assert (shown["title"], shown["rule-0-tag"]) == (["Ours"], ["half wri"])
    assert shown["rule-1-0-what"] == ["appointment"]
    assert "needs another look" not in text(added)
    assert text(added).count("autofocus") == 1

    removed = client.post(NEW, shown | {"do": "remove rule-0"})
    shown = sent_by(removed)
    assert "rule-0-tag" not in shown
    assert shown["rule-0-what"] == ["group"]


def test_htmx_gets_the_lines_alone_and_is_told_to_count_again(client, admin):  # noqa: F811
    sent = exactly(("tag", {"tag": "new"}))

    reply = client.post(NEW, sent | {"do": "add rule hired"}, headers={"HX-Request": "true"})

    assert text(reply).startswith('<div class="rule stack" id="rule">')
    assert reply.headers["HX-Trigger-After-Settle"] == "rule-changed"


def test_the_count_and_the_first_of_them_by_name(client, admin, department):  # noqa: F811
    for number in range(11, 0, -1):
        tagged(a_learner(department, first="Ada", last=f"Abel{number:02}"))
    sent = exactly(("tag", {"tag": "preceptor"}))

    part = client.post(COUNT, sent, headers={"HX-Request": "true"})
    page = client.post(COUNT, sent)
    again = client.post(NEW, sent | {"step": "count"})

    names = [person.last_name for person in part.context["counted"].sample]
    assert names == [f"Abel{number:02}" for number in range(1, 11)]
    assert text(part).startswith("<p><strong>11 people today.</strong>")
    assert "Everyone with the tag “preceptor”." in text(part)
    assert "<h1>" in text(page)
    assert "11 people today." in text(page)
    assert "11 people today." in text(again)
    assert sent_by(again)["rule-0-tag"] == ["preceptor"]


def test_lines_that_are_not_whole_are_not_counted(client, admin):  # noqa: F811
    sent = exactly(("tag", {"tag": ""}))

    assert "counted once every line says something" in text(client.post(COUNT, sent))


def test_what_can_be_no_key_is_counted_without(client, admin, department):  # noqa: F811
    sent = exactly(("appointment", {"unit": str(department.uuid)}), course="\0", requirement="\0")

    assert client.post(COUNT, sent | {"based_on": "9" * 40}).status_code == 200
    assert client.post(COUNT, sent | {"rule-0-position": "\0"}).status_code == 200


@pytest.mark.parametrize("count", [1, 5])
def test_counting_asks_no_more_for_many_than_for_few(
    client,
    admin,  # noqa: F811
    department,  # noqa: F811
    count,
    django_assert_num_queries,
):
    for _ in range(count):
        tagged(a_learner(department))
    sent = exactly(("tag", {"tag": "preceptor"}))

    with django_assert_num_queries(15):
        client.post(COUNT, sent, headers={"HX-Request": "true"})


def test_a_unit_itself_holds_nobody_below_it(client, admin, school, department):  # noqa: F811
    a_learner(department)
    line = ("appointment", {"unit": str(school.uuid), "alone": "on"})

    part = client.post(COUNT, exactly(line), headers={"HX-Request": "true"})

    assert list(part.context["counted"].sample) == [admin]
    assert "Everyone in School of Medicine itself." in text(part)


def test_what_was_begun_within_days_is_kept_half_open(client, admin, department):  # noqa: F811
    Appointment.objects.filter(person=admin).update(from_on=date(2026, 6, 30))
    line = ("appointment", {"first": "2026-06-01", "last": "2026-06-30"})

    version = switched_on(client, exactly(line))

    assert version.audience == {"any": [{"appointed": {"from": "2026-06-01", "to": "2026-07-01"}}]}
