from django.urls import path

from learning.audience_urls import audience_urls
from learning.calendar_urls import calendar_urls
from learning.case_urls import case_urls
from learning.marking_urls import marking_urls
from learning.reminder_urls import reminder_urls
from learning.requirement_urls import requirement_urls
from learning.studio_urls import studio_urls
from learning.views import (
    accommodations,
    attempts,
    course,
    explained,
    home,
    player,
    results,
    saving,
    survey,
)

app_name = "learning"
urlpatterns = [
    *requirement_urls,
    *audience_urls,
    *reminder_urls,
    *calendar_urls,
    *case_urls,
    *marking_urls,
    *studio_urls,
    path("", home.home, name="home"),
    path("courses/<slug:key>/", course.course, name="course"),
    path("courses/<slug:key>/start/", course.start, name="start"),
    path("courses/<slug:key>/language/", course.change_language, name="change_language"),
    path("courses/<slug:key>/why/", explained.course, name="why"),
    path("assignments/<uuid:uuid>/", explained.assignment, name="assignment"),
    path("courses/<slug:key>/next/", course.next_step, name="next"),
    path("learn/<uuid:uuid>/", player.enrolment, name="enrolment"),
    path("learn/<uuid:uuid>/<slug:key>/", player.activity, name="activity"),
    path("learn/<uuid:uuid>/<slug:key>/leave/", player.leave, name="leave"),
    path("learn/<uuid:uuid>/<slug:key>/write/", player.write, name="write"),
    path("learn/<uuid:uuid>/<slug:key>/sign/", player.sign, name="sign"),
    path("learn/<uuid:uuid>/<slug:key>/answer/", survey.answer, name="answer"),
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
