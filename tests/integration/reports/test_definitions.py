"""Every figure and column says what it means, and nothing is defined that is not there."""

import pytest
from django.urls import reverse

from reports.exports import COMPLETION_COLUMNS, OVER_TIME_COLUMNS, PEOPLE_COLUMNS
from reports.people_columns import COLUMNS, NAME
from reports.queries.completion import DEFINITION
from reports.queries.definitions import DEFINITIONS
from reports.queries.trends import COLUMNS as TRENDS
from reports.wording import FIGURES
from tests.factories import a_coordinator, a_requirement, a_unit

SHOWN = {NAME, *(column.name for column in COLUMNS)}


def test_every_column_and_figure_has_a_definition_and_no_other_has():
    there = {*COMPLETION_COLUMNS, *OVER_TIME_COLUMNS, *PEOPLE_COLUMNS, *FIGURES, *SHOWN, *TRENDS}

    assert there == set(DEFINITIONS)


def test_a_figure_is_called_the_same_on_the_page_and_in_its_definition():
    assert {name: str(DEFINITIONS[name].words) for name in FIGURES} == {
        name: str(words) for name, words in FIGURES.items()
    }


@pytest.mark.django_db
def test_the_page_says_all_of_them_and_each_head_leads_to_its_own(client):
    unit = a_unit()
    a_requirement(unit=unit)
    client.force_login(a_coordinator(unit))

    page = client.get(reverse("reports:definitions")).content.decode()

    assert f"Definition {DEFINITION}:" in page
    for name in DEFINITIONS:
        assert page.count(f'id="{name}"') == 1
