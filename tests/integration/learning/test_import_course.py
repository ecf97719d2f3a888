"""`manage.py import_course --publish --effect`: whom it moves, and what it says of that."""

import json
from io import StringIO

import pytest
from django.core.management import call_command

from courses.models import Course
from learning.services.enrolment import enrol
from learning.services.progress import satisfy_activity
from tests.factories import NOW, a_learner
from tests.integration.courses.packages import a_package, change

pytestmark = pytest.mark.django_db


def bring_in(folder, **options):
    out = StringIO()
    call_command("import_course", folder, publish=True, stdout=out, **options)
    return out.getvalue()


@pytest.fixture
def folder(tmp_path):
    """A package that was brought in, and changed since."""
    folder = a_package(tmp_path)
    bring_in(folder)
    enrolment = enrol(a_learner(), Course.objects.get(), now=NOW)
    satisfy_activity(enrolment, enrolment.edition.activities.get(key="what"), at=NOW)
    change(folder, "01-why/01-what.md", 'title = "', 'title = "Once more: ')
    return folder


def test_carried_over_it_says_how_many_moved_and_what_it_means_to_them(folder):
    assert bring_in(folder, effect="carry_over") == (
        "repair: edition 2 in en published.\n"
        "repair: 1 in progress moved, 1 of them with something to look at again, "
        "0 completed by it.\n"
    )


def test_in_json_too(folder):
    said = json.loads(bring_in(folder, effect="minor", json=True))

    assert said["published"] == [{"language": "en", "edition": 2}]
    assert (said["moved"], said["to_review"], said["completed"]) == (1, 0, 0)


def test_without_an_effect_nobody_moves(folder):
    assert bring_in(folder) == "repair: edition 2 in en published.\n"
