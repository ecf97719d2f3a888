"""People, statements and profile."""

from django.urls import URLPattern, path

from accounts.views import (
    bounces,
    imports,
    mail_choices,
    outbox,
    people,
    person,
    person_facts,
    profile,
    statements,
)

app_name = "accounts"
urlpatterns: list[URLPattern] = [
    path("help/", statements.help_page, name="help"),
    path("privacy/", statements.privacy, name="privacy"),
    path("accessibility/", statements.accessibility, name="accessibility"),
    path("profile/", profile.profile, name="profile"),
    path("profile/mail/", mail_choices.choose, name="choose_mail"),
    path("outbox/", outbox.outbox, name="outbox"),
    path("outbox/again/", outbox.again_all, name="try_mails_again"),
    path("outbox/<uuid:uuid>/again/", outbox.again, name="try_mail_again"),
    path("mail/bounces/", bounces.bounces, name="bounces"),
    path("mail/stop/<str:token>/", mail_choices.stop, name="stop_mail"),
    path("people/", people.people, name="people"),
    path("people/invite/", people.invite, name="invite"),
    path("people/import/", imports.people_import, name="people_import"),
    path("people/import/<uuid:uuid>/apply/", imports.apply, name="apply_import"),
    path("people/<uuid:uuid>/", person.person, name="person"),
    path("people/<uuid:uuid>/roles/give/", person.grant, name="grant"),
    path("people/<uuid:uuid>/roles/<slug:role>/<uuid:unit>/end/", person.revoke, name="revoke"),
    path("people/<uuid:uuid>/leave/", person_facts.new_leave, name="new_leave"),
    path(
        "people/<uuid:uuid>/leave/<slug:from_on>/",
        person_facts.change_leave,
        name="change_leave",
    ),
    path(
        "people/<uuid:uuid>/leave/<slug:from_on>/take-back/",
        person_facts.cancel_leave,
        name="cancel_leave",
    ),
    path("people/<uuid:uuid>/tags/", person_facts.new_tag, name="new_tag"),
    path("people/<uuid:uuid>/tags/<slug:tag>/end/", person_facts.drop_tag, name="end_tag"),
    path("people/<uuid:uuid>/deactivate/", person.deactivate, name="deactivate"),
    path("people/<uuid:uuid>/reactivate/", person.reactivate, name="reactivate"),
    path("people/<uuid:uuid>/address/", person.unmark, name="unmark_address"),
    path("people/<uuid:uuid>/invite/", person.remind, name="invite_again"),
    path("jobs/<uuid:uuid>/", imports.job, name="job"),
]
