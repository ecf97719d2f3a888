"""What supervisors, coordinators and people who just completed are written."""

from datetime import timedelta

import pytest

from accounts.models import Mail
from accounts.services.mail import Unwanted
from learning.models import ReminderWording
from learning.services.reminder_mail import write_reminder, write_reminders
from learning.services.reminders import decide_reminders
from tests.factories import LONG_AGO, NOW, a_coordinator, a_learner, a_unit, an_assignment
from tests.integration.learning.reminding import (
    DUE,
    a_reminded_requirement,
    a_rule,
    from_due,
    supervised_by,
)

pytestmark = pytest.mark.django_db


def a_team(*names, rule=("due", 7, "supervisor"), chief=None, **fields):
    """People of one supervisor, each with an assignment."""
    chief = chief or a_learner(first="Ines", last="Chief")
    version = a_reminded_requirement(rule, title="Repair & repay")
    for name in names:
        person = supervised_by(a_learner(first=name, last="Okafor"), chief)
        an_assignment(person, version, due_on=DUE, assigned_at=LONG_AGO, **fields)
    return version


def letter(now):
    decide_reminders(now=now)
    return write_reminder(Mail.objects.get(), now=now)


def test_a_supervisor_reads_who_is_overdue_in_what():
    a_team("Amara", "Bo")

    said = letter(from_due(7))

    assert said.subject == "2 of your people are overdue"
    assert "Hello Ines Chief," in said.text
    wanted = "Repair & repay\n2 people are overdue:\n- Amara Okafor (21 January 2027)\n- Bo Okafor"
    assert wanted in said.text
    assert "- You are named as the supervisor of these people." in said.text
    assert "Repair &amp; repay" in said.html
    assert "/requirements/" not in said.text  # they may not open it
    assert "UNDEFINED" not in said.text + said.html + said.subject


def test_others_who_are_due_soon_are_named_along():
    chief = a_learner()
    version = a_team("Amara", chief=chief)
    soon = supervised_by(a_learner(first="Cy", last="Soon"), chief)
    an_assignment(soon, version, due_on=DUE + timedelta(days=10), assigned_at=LONG_AGO)

    text = letter(from_due(7)).text

    assert "1 person is overdue:\n- Amara Okafor" in text
    assert "1 person still has to complete it:\n- Cy Soon (31 January 2027)" in text


def test_a_coordinator_is_led_to_the_page_of_the_requirement():
    unit = a_unit()
    a_coordinator(unit)
    version = a_reminded_requirement(("due", 14, "coordinator"))
    an_assignment(a_learner(unit), version, due_on=DUE, assigned_at=LONG_AGO)

    text = letter(from_due(14)).text

    assert f"http://testserver/requirements/{version.requirement.key}/" in text
    assert "You coordinate the unit that these people belong to." in text


@pytest.mark.parametrize(
    ("field", "value", "because"),
    [("completed_at", NOW, "completed"), ("withdrawn_at", NOW, "leaver")],
)
def test_what_is_settled_before_it_is_sent_is_not_told(field, value, because):
    version = a_team("Amara")
    decide_reminders(now=from_due(7))
    version.requirement.assignments.update(**{field: value})

    assert write_reminder(Mail.objects.get(), now=from_due(7)) == Unwanted(because)


def test_somebody_elses_people_by_now_are_not_told_of():
    version = a_team("Amara")
    decide_reminders(now=from_due(7))
    supervised_by(version.requirement.assignments.get().person, a_learner())

    assert isinstance(write_reminder(Mail.objects.get(), now=from_due(7)), Unwanted)


def test_ones_own_and_ones_people_share_a_mail():
    chief = a_learner(first="Ines", last="Chief")
    version = a_team("Amara", chief=chief)
    a_rule(version, "due", 7)
    an_assignment(chief, version, due_on=DUE, assigned_at=LONG_AGO)
    decide_reminders(now=from_due(7))
    mail = Mail.objects.get(recipient=chief)

    said = write_reminder(mail, now=from_due(7))

    assert said.subject.startswith("Overdue since 21 January 2027")
    assert said.text.index("/next/") < said.text.index("1 of your people is overdue.")
    assert said.text.count("Hello Ines Chief,") == 1


def test_a_completion_is_told_with_how_long_it_is_valid():
    version = a_reminded_requirement(("completion", 0))
    an_assignment(
        version=version,
        due_on=DUE,
        assigned_at=LONG_AGO,
        completed_at=from_due(-1, 9),
        expires_on=DUE.replace(year=2028),
    )

    said = letter(from_due(-1, 9))

    assert "It is done." in said.text
    assert "Completed on 20 January 2027, valid until 21 January 2028" in said.text
    assert "We write when it is completed." in said.text


def test_only_optional_rules_make_an_optional_mail():
    chief = a_learner()
    version = a_team("Amara", chief=chief, rule=("due", 6, "supervisor"))
    a_rule(version, "due", 7, "supervisor", optional=True)

    said = letter(from_due(7))

    assert said.optional
    assert "Stop these mails" in said.text


def test_writing_to_many_asks_no_more_than_to_few(django_assert_num_queries):
    for people in (1, 5):
        Mail.objects.update(sent_at=LONG_AGO)
        for _ in range(people):
            a_team("Amara", "Bo")
        decide_reminders(now=from_due(7))
        mails = list(Mail.objects.filter(sent_at=None).select_related("recipient"))
        with django_assert_num_queries(6):
            assert len(write_reminders(mails, now=from_due(7))) == people


def test_an_admins_words_are_sent_and_names_are_no_markup():
    a_team("*Amara*", chief=a_learner(first="<b>", last="[Ines](http://x)"))
    ReminderWording.objects.create(
        recipient="supervisor",
        language="en",
        subject="For {name}: {headline}",
        body="Dear {name},\n\n## Please **help**\n\n- See [us](https://example.org)\n\n{people}\n",
        recorded_at=LONG_AGO,
    )

    said = letter(from_due(7))

    assert said.subject == "For <b> [Ines](http://x): 1 of your people is overdue"
    assert said.text.startswith("Dear <b> [Ines](http://x),\n\nPlease help\n")
    assert "- See us (https://example.org)" in said.text
    assert "&lt;b&gt; [Ines](http://x)" in said.html
    assert "Please <strong>help</strong>" in said.html
    assert "- *Amara* Okafor" in said.text


def test_a_requirements_own_words_come_before_those_for_all():
    version = a_team("Amara")
    for requirement, subject in ((None, "For all"), (version.requirement, "Its own")):
        ReminderWording.objects.create(
            requirement=requirement,
            recipient="supervisor",
            language="en",
            subject=subject,
            body="{people}",
            recorded_at=LONG_AGO,
        )

    said = letter(from_due(7))

    assert said.subject == "Its own"
    assert "Its own" in said.html
