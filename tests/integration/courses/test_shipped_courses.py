"""The courses in content/: their sources, their questions, their size (issue 7)."""

from functools import cache

import pytest

from courses.interchange.package import read_package
from courses.rules.course_review import of_size, of_sources
from courses.rules.item_writing import questions_of, slips
from courses.rules.publishing_checks import findings
from tests.house.sources import ROOT

COURSES = sorted(path.parent.name for path in ROOT.glob("content/*/course.toml"))
SHORT = {"words-that-stay"}  # a quarter of an hour, for those who try the platform

every_course = pytest.mark.parametrize("name", COURSES)


@cache
def package_of(name):
    return read_package(ROOT / "content" / name)


@every_course
def test_the_publishing_checks_find_nothing(name):
    package = package_of(name)

    assert findings(package.edition) == []
    for translation in package.translations:
        assert findings(translation, package.edition) == []


@every_course
def test_every_citation_resolves_and_every_source_is_cited(name):
    assert [said for edition in package_of(name).editions for said in of_sources(edition)] == []


@every_course
def test_every_source_says_who_wrote_what_when_and_where(name):
    sources = package_of(name).edition.sources

    bare = [
        key for key, it in sources.items() if not (it.authors and it.title and it.year and it.venue)
    ]
    assert bare == []


@every_course
def test_no_question_gives_itself_away_and_every_choice_is_explained(name):
    for edition in package_of(name).editions:
        assert [str(slip) for slip in slips(questions_of(edition))] == []


@pytest.mark.parametrize("name", [name for name in COURSES if name not in SHORT])
def test_a_course_has_five_modules_and_takes_about_an_hour(name):
    assert of_size(package_of(name).edition) == []


def test_nothing_is_excused_that_is_not_there():
    assert set(COURSES) >= SHORT
