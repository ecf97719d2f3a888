"""The words and shapes that templates share."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django import forms
from django.core.paginator import Paginator
from django.template import Context
from django.test import RequestFactory
from django.utils import translation

from lms.templatetags import ui

TUESDAY = date(2026, 11, 24)


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (-15, "9 November 2026"),
        (-14, "14 days ago"),
        (-2, "2 days ago"),
        (-1, "yesterday"),
        (0, "today"),
        (1, "tomorrow"),
        (2, "Thursday, in 2 days"),
        (3, "Friday, in 3 days"),
        (7, "Tuesday, in 7 days"),
        (8, "2 December 2026"),
        (68, "31 January 2027"),
    ],
)
def test_a_day_is_in_words_when_near_and_in_full_when_far(days, words):
    assert ui.near_date(TUESDAY + timedelta(days=days), TUESDAY) == words


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (-3, "Was due 3 days ago"),
        (-1, "Was due yesterday"),
        (0, "Due today"),
        (3, "Due Friday, in 3 days"),
        (68, "Due 31 January 2027"),
    ],
)
def test_a_due_day_says_whether_it_is_past(days, words):
    assert ui.due_words(TUESDAY + timedelta(days=days), TUESDAY) == words


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (-15, "Venció el 9 de noviembre de 2026"),
        (-3, "Venció hace 3 días"),
        (-1, "Venció ayer"),
        (0, "Vence hoy"),
        (1, "Vence mañana"),
        (3, "Vence el viernes, en 3 días"),
        (68, "Vence el 31 de enero de 2027"),
    ],
)
def test_a_due_day_in_spanish_has_its_article_where_it_needs_one(days, words):
    with translation.override("es"):
        assert ui.due_words(TUESDAY + timedelta(days=days), TUESDAY) == words


def test_days_moments_and_shares_are_written_as_spanish_does():
    at = datetime(2026, 11, 24, 17, 5, tzinfo=UTC)
    with translation.override("es"):
        assert ui.full_date(TUESDAY) == "24 de noviembre de 2026"
        assert ui.full_moment(at) == "24 de noviembre de 2026, 17:05"
        assert ui.full_month(TUESDAY) == "noviembre de 2026"
        assert ui.share(Decimal("0.86")) == "86\u00a0%"
        assert ui.minutes_words(65) == "1 hora 5 minutos"


@pytest.mark.parametrize(
    ("minutes", "words"),
    [
        (0, "0 minutes"),
        (1, "1 minute"),
        (12, "12 minutes"),
        (60, "1 hour"),
        (65, "1 hour 5 minutes"),
        (121, "2 hours 1 minute"),
    ],
)
def test_minutes_are_said_in_hours_from_an_hour_on(minutes, words):
    assert ui.minutes_words(minutes) == words


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (0, "0\N{NO-BREAK SPACE}%"),
        (0.29, "29\N{NO-BREAK SPACE}%"),
        (Decimal("0.8571"), "85\N{NO-BREAK SPACE}%"),
        (0.999, "99\N{NO-BREAK SPACE}%"),
        (1, "100\N{NO-BREAK SPACE}%"),
        (None, "\N{EN DASH}"),
    ],
)
def test_a_share_is_never_rounded_up(value, words):
    assert ui.share(value) == words


def test_every_standing_has_its_word():
    words = {standing: ui.status_word(standing) for standing in ui.STATUS_WORDS}

    assert words == {
        "not_started": "Not started",
        "due_soon": "Due soon",
        "in_progress": "In progress",
        "overdue": "Overdue",
        "completed": "Completed",
        "completed_on_time": "Completed on time",
        "completed_late": "Completed late",
        "waived": "Waived",
        "withdrawn": "Withdrawn",
        "expired": "Expired",
        "scheduled": "Scheduled",
    }


def test_an_unknown_standing_is_a_bug():
    with pytest.raises(KeyError):
        ui.status_word("late")


def test_each_activity_has_a_seat_in_order():
    circle = ui.seats(["done", "here", "open", "open"])

    assert circle["seats"] == [
        {"state": "done", "turn": "45.00"},
        {"state": "here", "turn": "135.00"},
        {"state": "open", "turn": "225.00"},
        {"state": "open", "turn": "315.00"},
    ]
    assert (circle["done"], circle["total"]) == (1, 4)
    assert circle["label"] == "1 of 4 activities done"


def test_a_long_course_is_drawn_with_fewer_seats_and_counted_in_full():
    circle = ui.seats(["done"] * 50 + ["open"] * 50)

    assert len(circle["seats"]) == ui.MOST_SEATS
    assert [seat["state"] for seat in circle["seats"]].count("done") == ui.MOST_SEATS // 2
    assert (circle["done"], circle["total"]) == (50, 100)


def test_a_course_of_one_activity_has_its_seat_at_the_top():
    circle = ui.seats(["open"])

    assert circle["seats"] == [{"state": "open", "turn": "0.00"}]
    assert circle["label"] == "0 of 1 activity done"


def test_a_course_without_activities_has_an_empty_circle():
    assert ui.seats([])["seats"] == []


def test_links_to_the_pages_of_a_list_keep_its_filters():
    request = RequestFactory().get("/people/", {"q": "o'brien", "page": "2"})
    page = Paginator(range(45), 10).page(2)

    shown = ui.pages(Context({"request": request}), page)

    assert shown["back_url"] == "?q=o%27brien&page=1"
    assert shown["next_url"] == "?q=o%27brien&page=3"
    assert [link["number"] for link in shown["links"]] == [1, 2, 3, 4, 5]


@pytest.mark.parametrize(
    ("user_agent", "words"),
    [
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Firefox/140.0", "Firefox on Windows"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15) Version/18 Safari/605", "Safari on macOS"),
        ("Mozilla/5.0 (X11; Linux x86_64) Chrome/141 Safari/537 Edg/141", "Edge on Linux"),
        ("Mozilla/5.0 (Linux; Android 15) Chrome/141 Mobile Safari/537", "Chrome on Android"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18 like Mac OS X) Safari/604", "Safari on iPhone"),
        ("curl/8.5.0", "Another program"),
        ("", "Another program"),
    ],
)
def test_a_browser_is_named_as_a_person_would(user_agent, words):
    assert ui.browser_name(user_agent) == words


def test_a_control_has_no_placeholder_and_names_what_describes_it():
    class Form(forms.Form):
        code = forms.CharField(widget=forms.TextInput(attrs={"placeholder": "Code"}))

    html = ui.control(Form()["code"], hint="code_hint", inputmode="numeric")

    assert html == (
        '<input type="text" name="code" inputmode="numeric" aria-describedby="code_hint"'
        ' required id="id_code">'
    )
