"""People, statements and profile."""

from django.urls import URLPattern, path

from accounts.views import imports, people, person, profile, statements

app_name = "accounts"
urlpatterns: list[URLPattern] = [
    path("help/", statements.help_page, name="help"),
    path("privacy/", statements.privacy, name="privacy"),
    path("accessibility/", statements.accessibility, name="accessibility"),
    path("profile/", profile.profile, name="profile"),
    path("people/", people.people, name="people"),
    path("people/invite/", people.invite, name="invite"),
    path("people/import/", imports.people_import, name="people_import"),
    path("people/import/<uuid:uuid>/apply/", imports.apply, name="apply_import"),
    path("people/<uuid:uuid>/", person.person, name="person"),
    path("people/<uuid:uuid>/roles/give/", person.grant, name="grant"),
    path("people/<uuid:uuid>/roles/<slug:role>/<uuid:unit>/end/", person.revoke, name="revoke"),
    path("people/<uuid:uuid>/deactivate/", person.deactivate, name="deactivate"),
    path("people/<uuid:uuid>/reactivate/", person.reactivate, name="reactivate"),
    path("people/<uuid:uuid>/invite/", person.remind, name="invite_again"),
    path("jobs/<uuid:uuid>/", imports.job, name="job"),
]
