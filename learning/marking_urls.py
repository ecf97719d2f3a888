"""The addresses of marking by hand and of regrading, taken in by `learning.urls`."""

from django.urls import path

from learning.views import marking, passes, regrade

marking_urls = [
    path("marking/", marking.queue, name="marking"),
    path("marking/<uuid:uuid>/<int:place>/", marking.mark, name="mark"),
    path("regrade/", regrade.regrades, name="regrades"),
    path("courses/<slug:key>/regrade/", regrade.regrade, name="regrade"),
    path("courses/<slug:key>/regrade/jobs/<uuid:uuid>/", regrade.regrade_job, name="regrade_job"),
    path("courses/<slug:key>/regrade/<uuid:uuid>/", passes.take_back, name="take_back"),
]
