from django.urls import path

from learning.marking_urls import marking_urls
from learning.requirement_urls import requirement_urls
from learning.views import accommodations, attempts, course, home, player, results, saving

app_name = "learning"
urlpatterns = [
    *requirement_urls,
    *marking_urls,
    path("", home.home, name="home"),
    path("courses/<slug:key>/", course.course, name="course"),
    path("courses/<slug:key>/start/", course.start, name="start"),
    path("courses/<slug:key>/next/", course.next_step, name="next"),
    path("learn/<uuid:uuid>/", player.enrolment, name="enrolment"),
    path("learn/<uuid:uuid>/<slug:key>/", player.activity, name="activity"),
    path("learn/<uuid:uuid>/<slug:key>/leave/", player.leave, name="leave"),
    path("learn/<uuid:uuid>/<slug:key>/write/", player.write, name="write"),
    path("learn/<uuid:uuid>/<slug:key>/sign/", player.sign, name="sign"),
    path("learn/<uuid:uuid>/<slug:key>/attempt/", attempts.start, name="start_attempt"),
    path("learn/attempts/<uuid:uuid>/", attempts.attempt, name="attempt"),
    path("learn/attempts/<uuid:uuid>/save/", saving.save, name="save"),
    path("learn/attempts/<uuid:uuid>/review/", attempts.review, name="review"),
    path("learn/attempts/<uuid:uuid>/submit/", attempts.submit, name="submit"),
    path("learn/attempts/<uuid:uuid>/result/", results.result, name="result"),
    path("people/<uuid:uuid>/accommodation/", accommodations.accommodation, name="accommodation"),
    path(
        "people/<uuid:uuid>/accommodation/end/",
        accommodations.end,
        name="end_accommodation",
    ),
]
