"""The addresses of a person's calendar, taken in by `learning.urls`."""

from django.urls import path

from learning.views import calendar

calendar_urls = [
    path("calendar/", calendar.page, name="calendar"),
    path("calendar/renew/", calendar.renew, name="renew_calendar"),
    path("calendar/revoke/", calendar.revoke, name="revoke_calendar"),
    path("calendar/<str:secret>.ics", calendar.feed, name="calendar_feed"),
]
