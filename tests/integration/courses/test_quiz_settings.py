"""What a quiz allows, shows and counts: from its front matter into its row, and back."""

import pytest

from courses.interchange.package import read_package
from courses.interchange.package_export import export_course
from courses.models import Activity, Course
from courses.services.importing import import_package
from courses.services.publishing import publish_drafts
from tests.factories import NOW, a_unit
from tests.integration.courses.packages import a_package, bytes_of, change

pytestmark = pytest.mark.django_db

QUIZ = "02-how/01-check.md"
EVERYTHING = """\
opens_at = 2026-11-24T09:00:00-06:00
closes_at = "2026-12-24T17:00:00+01:00"
keep = "average"
shuffle_questions = true
one_at_a_time = true
markers = 2
at_expiry = "grace"
grace_minutes = 5
time_limit_minutes = 30
feedback = {after_close = ["right_answer", "score"], during = [], later = ["response"]}"""
STORED = {
    "attempts": 3,
    "opens_at": "2026-11-24T09:00:00-06:00",
    "closes_at": "2026-12-24T17:00:00+01:00",
    "keep": "average",
    "shuffle_questions": True,
    "one_at_a_time": True,
    "markers": 2,
    "at_expiry": "grace",
    "grace_minutes": 5,
    "time_limit_minutes": 30,
    "feedback": {"later": ["response"], "after_close": ["score", "right_answer"]},
}
USUAL = """\
attempts = 0
shuffle = false
opens_at = ""
keep = "highest"
shuffle_questions = false
one_at_a_time = false
markers = 1
at_expiry = "submit"
feedback = "at_once\""""


def bring_in_and_publish(folder, unit=None):
    course = import_package(read_package(folder), unit=unit or a_unit(), now=NOW, by=None).course
    publish_drafts(course, effect="new_learners", now=NOW, by=None)
    return course


def settings_of(course, language="en"):
    quiz = Activity.objects.get(edition__course=course, edition__language=language, kind="quiz")
    return quiz.settings


def test_every_setting_reaches_the_row(tmp_path):
    change(a_package(tmp_path), QUIZ, "shuffle = true", EVERYTHING)

    assert settings_of(bring_in_and_publish(tmp_path)) == STORED


def test_what_is_the_usual_is_left_out(tmp_path):
    change(a_package(tmp_path), QUIZ, "attempts = 3\nshuffle = true", USUAL)

    assert settings_of(bring_in_and_publish(tmp_path)) == {}


def test_out_and_in_again_is_the_same_with_a_translation_that_differs(tmp_path):
    folder = a_package(tmp_path / "in", spanish=True)
    change(folder, QUIZ, "shuffle = true", EVERYTHING)
    change(folder, "02-how/01-check.es.md", 'title = "Comprobación"', f'title = "C"\n{USUAL}')

    course = bring_in_and_publish(folder)
    export_course(course, tmp_path / "one")
    Course.objects.filter(pk=course.pk).update(key="renamed")
    again = bring_in_and_publish(tmp_path / "one")
    export_course(again, tmp_path / "two")

    assert settings_of(again) == STORED
    # A closing day and a time limit that only the original has are stated as none.
    assert settings_of(again, "es") == settings_of(course, "es")
    assert bytes_of(tmp_path / "two") == bytes_of(tmp_path / "one")
