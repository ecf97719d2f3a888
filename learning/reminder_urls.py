"""The addresses of reminders, taken in by `learning.urls`."""

from django.urls import path

from learning.views import reminder_forecast, reminder_ledger, reminder_rules, reminder_wording

reminder_urls = [
    path("reminders/", reminder_ledger.own, name="my_reminders"),
    path("reminders/ledger/", reminder_ledger.everyone, name="reminder_ledger"),
    path("reminders/forecast/", reminder_forecast.everything, name="reminder_forecast"),
    path("reminders/wording/", reminder_wording.wordings, name="reminder_wordings"),
    path(
        "reminders/wording/<slug:recipient>/<slug:language>/",
        reminder_wording.wording,
        name="reminder_wording",
    ),
    path(
        "reminders/wording/<slug:recipient>/<slug:language>/look/",
        reminder_wording.look,
        name="look_at_wording",
    ),
    path(
        "reminders/wording/<slug:recipient>/<slug:language>/restore/",
        reminder_wording.restore,
        name="restore_wording",
    ),
    path("people/<uuid:uuid>/reminders/", reminder_ledger.of_person, name="person_reminders"),
    path("requirements/<slug:key>/reminders/", reminder_rules.rules, name="reminder_rules"),
    path(
        "requirements/<slug:key>/reminders/<uuid:uuid>/end/",
        reminder_rules.end,
        name="end_reminder_rule",
    ),
    path(
        "requirements/<slug:key>/forecast/",
        reminder_forecast.of_requirement,
        name="requirement_forecast",
    ),
    path(
        "requirements/<slug:key>/ledger/",
        reminder_ledger.of_requirement,
        name="requirement_ledger",
    ),
]
