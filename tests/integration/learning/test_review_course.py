"""`manage.py review_course`: what writers are told of a package, and that nothing is written."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from courses.models import Course
from tests.integration.courses.packages import a_package, change

pytestmark = pytest.mark.django_db


def review(folder):
    out = StringIO()
    with pytest.raises(CommandError) as refused:
        call_command("review_course", folder, stdout=out)
    return out.getvalue(), str(refused.value)


def test_it_says_how_long_a_course_is_and_what_is_to_be_put_right(tmp_path):
    told, refused = review(a_package(tmp_path))

    assert "single choice: " in told
    assert "It has 2 modules, not 5." in told
    assert refused.endswith(" to put right.")
    assert not Course.objects.exists()


def test_a_package_that_cannot_be_read_is_refused_with_its_lines(tmp_path):
    folder = a_package(tmp_path)
    change(folder, "course.toml", "language", "langage")

    assert "course.toml:" in review(folder)[1]
