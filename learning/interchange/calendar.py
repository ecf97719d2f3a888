"""Due days as iCalendar (RFC 5545), for the calendar that a person keeps anyway."""

from collections.abc import Iterable
from datetime import UTC, timedelta

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from accounts.models import User
from accounts.rules.time_zones import place_name
from learning.services.calendar_entries import Entry

PRODUCT = "-//Concord//Due days//EN"
ASK_AGAIN = timedelta(hours=6)


def calendar(person: User, entries: Iterable[Entry]) -> bytes:
    """The whole calendar. The same entries give the same bytes: no clock is asked."""
    with translation.override(person.language or settings.LANGUAGE_CODE):
        book = Calendar()
        book.add("prodid", PRODUCT)
        book.add("version", "2.0")
        book.add("calscale", "GREGORIAN")
        book.add("method", "PUBLISH")
        name = _("Concord: what is due")
        book.add("name", name)
        book.add("x-wr-calname", name)
        book.add("refresh-interval", ASK_AGAIN, parameters={"VALUE": "DURATION"})
        book.add("x-published-ttl", "PT6H")
        for entry in entries:
            book.add_component(_event(entry))
        return bytes(book.to_ical())


def _event(entry: Entry) -> Event:
    """A whole day without an alarm, which makes nobody look busy."""
    event = Event()
    event.add("uid", entry.uid)
    event.add("dtstamp", entry.changed_at.astimezone(UTC))
    event.add("last-modified", entry.changed_at.astimezone(UTC))
    event.add("sequence", entry.sequence)
    event.add("status", "CANCELLED" if entry.is_cancelled else "CONFIRMED")
    event.add("dtstart", entry.due_on)
    event.add("dtend", entry.due_on + timedelta(days=1))
    event.add("summary", _("Due: %(title)s") % {"title": entry.title})
    event.add("description", f"{_ends()}\n{entry.url}")
    event.add("url", entry.url)
    event.add("class", "PRIVATE")
    event.add("transp", "TRANSPARENT")
    return event


def _ends() -> str:
    place = place_name(settings.INSTITUTION_TIME_ZONE)
    return _("The day ends at midnight in %(place)s. Go on here:") % {"place": place}
