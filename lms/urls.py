"""Which package answers which address."""

from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path

from accounts.views.languages import choose_language
from accounts.views.profile import address
from lms import demo, lapsed, views
from reports.interchange.api import addresses

handler400 = "lms.views.bad_request"
handler403 = "lms.views.forbidden"
handler404 = "lms.views.not_found"
handler500 = "lms.views.failed"

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, name="readyz"),
    path("again/", lapsed.send_again, name="send_again"),
    path("", include("accounts.urls")),
    path("", include("courses.urls")),
    path("", include("learning.urls")),
    path("", include("credentials.urls")),
    path("", include("reports.urls")),
    path("api/v1/", addresses()),  # the library finds its namespace here only
    path("account/email/", address, name="account_email"),  # before the library's own
    path("account/", include("allauth.urls")),
    path("language/", choose_language, name="set_language"),
    path("demo/inbox/", demo.inbox, name="demo_inbox"),
    path("demo/inbox/<slug:name>/", demo.mail, name="demo_mail"),
    path("demo/inbox/<slug:name>/html/", demo.mail_html, name="demo_mail_html"),
    path("operators/", admin.site.urls),
]
