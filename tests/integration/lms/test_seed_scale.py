import pytest
from django.core.management import call_command
from django.db.models import Count

from accounts.models import Unit, User
from learning.models import Assignment, Completion, Enrolment, Fulfilment, Progress
from learning.services.verify import verify_records

# Its courses are filled on connections of their own, which see only what was committed.
pytestmark = pytest.mark.django_db(transaction=True)


def seed(capsys, *, people, courses):
    call_command("seed_scale", people=people, courses=courses)
    return capsys.readouterr().out


def test_a_school_of_any_size_agrees_with_its_own_facts(capsys):
    out = seed(capsys, people=100, courses=3)

    assert out.startswith("Added 100 people and 3 courses in ")
    assert User.objects.count() == 100
    assert Assignment.objects.count() == 300
    assert of_each_course(Enrolment, "course") == [60, 60, 60]
    assert of_each_course(Completion, "course") == [40, 40, 40]
    assert of_each_course(Fulfilment, "completion__course") == [40, 40, 40]
    # All twelve activities of who completed, the four of the first module of who only began.
    assert of_each_course(Progress, "enrolment__course") == [560, 560, 560]
    begun = Assignment.objects.filter(started_at__isnull=False)
    assert (begun.count(), begun.filter(completed_at__isnull=False).count()) == (180, 120)
    assert verify_records().differences == []


def of_each_course(model, course):
    found = model.objects.values_list(course).annotate(rows=Count("pk")).order_by(course)
    return [rows for _, rows in found]


def test_each_time_adds_another_school(capsys):
    seed(capsys, people=10, courses=1)
    seed(capsys, people=10, courses=1)

    assert Unit.objects.filter(parent=None).count() == 2
    assert User.objects.count() == 20
    assert Assignment.objects.count() == 20
    assert verify_records().differences == []
