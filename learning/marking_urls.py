"""The addresses of marking by hand and of regrading, taken in by `learning.urls`."""

from django.urls import path

from learning.views import marking

marking_urls = [
    path("marking/", marking.queue, name="marking"),
    path("marking/<uuid:uuid>/<int:place>/", marking.mark, name="mark"),
]
