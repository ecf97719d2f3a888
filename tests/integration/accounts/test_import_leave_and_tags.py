"""Leave, tags and kinds of appointment come with a roster; absent columns say nothing."""

from datetime import date

import pytest

from accounts.models import Appointment, Leave, Tag, User
from tests.integration.accounts import rosters
from tests.integration.accounts.rosters import counts, row
from tests.integration.learning.helpers import at_now

pytestmark = pytest.mark.django_db

HEADER = (*rosters.HEADER, "appointment_kind", "leave_from", "leave_to", "tags")
TODAY = date(2026, 11, 24)


@pytest.fixture
def take_in(tmp_path):
    def take(*rows, header=HEADER, options=()):
        content = rosters.as_csv(rows, header)
        return rosters.take_in(tmp_path / "roster.csv", content, *options)

    with at_now:
        yield take


def leaves():
    return list(Leave.objects.standing().order_by("from_on").values_list("from_on", "to_on"))


def carried():
    return sorted(Tag.objects.standing().filter(to_on=None).values_list("tag", flat=True))


def test_leave_and_tags_and_the_kind_come_with_the_roster(take_in):
    take_in(
        row(appointment_kind="Faculty", leave_from="2026-12-01", leave_to="", tags="Preceptor;ward")
    )

    assert leaves() == [(date(2026, 12, 1), None)]
    assert carried() == ["preceptor", "ward"]
    assert Tag.objects.first().from_on == TODAY
    assert Appointment.objects.get().kind == "Faculty"


def test_the_same_roster_again_changes_nothing(take_in):
    same = row(appointment_kind="Faculty", leave_from="2026-12-01", leave_to="", tags="ward")
    take_in(same)

    again = take_in(same)

    assert (again["updated"], again["unchanged"]) == (0, 1)
    assert (Leave.objects.count(), Tag.objects.count()) == (1, 1)
    assert Appointment.objects.count() == 1


def test_a_roster_without_the_columns_says_nothing(take_in):
    take_in(row(appointment_kind="Faculty", leave_from="2026-12-01", tags="ward"))

    said = take_in(row(), header=rosters.HEADER)

    assert said["unchanged"] == 1
    assert (leaves(), carried()) == ([(date(2026, 12, 1), None)], ["ward"])
    assert Appointment.objects.standing().get().kind == "Faculty"


def test_a_leave_ends_and_tags_change_by_new_rows(take_in):
    take_in(row(leave_from="2026-10-01", tags="ward;night"))

    dry = take_in(
        row(leave_from="2026-10-01", leave_to="2026-11-02", tags="ward;dean"), options=["--dry-run"]
    )
    assert (leaves(), carried()) == ([(date(2026, 10, 1), None)], ["night", "ward"])
    said = take_in(row(leave_from="2026-10-01", leave_to="2026-11-02", tags="ward;dean"))

    assert counts(dry) == counts(said)
    assert said["updated"] == 1
    assert leaves() == [(date(2026, 10, 1), date(2026, 11, 2))]
    assert carried() == ["dean", "ward"]
    assert Leave.objects.count() == 2
    assert Tag.objects.standing().get(tag="night").to_on == TODAY


def test_an_empty_leave_says_nothing_and_empty_tags_end_all(take_in):
    take_in(row(leave_from="2026-10-01", tags="ward"))
    take_in(row(leave_from="", tags=""))

    assert (leaves(), carried()) == ([(date(2026, 10, 1), None)], [])


def test_leave_that_overlaps_with_another_is_left_out_with_a_warning(take_in):
    take_in(row(leave_from="2026-10-01", leave_to="2026-12-01"))

    said = take_in(row(leave_from="2026-11-01", leave_to="2026-12-31"))

    assert leaves() == [(date(2026, 10, 1), date(2026, 12, 1))]
    assert [it["column"] for it in said["warnings"]] == ["leave_from"]


@pytest.mark.parametrize(
    ("columns", "column"),
    [
        ({"leave_to": "2026-12-01"}, "leave_from"),
        ({"leave_from": "2026-12-01", "leave_to": "2026-12-01"}, "leave_to"),
        ({"leave_from": "soon"}, "leave_from"),
        ({"tags": "ward;¿?"}, "tags"),
    ],
)
def test_what_cannot_be_is_refused_by_row_and_column(take_in, columns, column):
    said = take_in(row("1"), row("2", **columns))

    assert [(it["row"], it["column"]) for it in said["failed"]] == [(3, column)]
    assert User.objects.filter(hr_id__in=["1", "2"]).count() == 1
