"""The addresses of audiences, taken in by `learning.urls`."""

from django.urls import path

from learning.views import audience_lines, audiences, audiences_write, match

audience_urls = [
    path("audiences/", audiences.audiences, name="audiences"),
    path("audiences/new/", audiences_write.new, name="new_audience"),
    path("audiences/count/", audience_lines.count, name="count_audience"),
    path("audiences/<uuid:uuid>/", audiences.audience, name="audience"),
    path("audiences/<uuid:uuid>/change/", audiences_write.change, name="change_audience"),
    path("audiences/<uuid:uuid>/match/", match.audience, name="audience_match"),
    path("audiences/<uuid:uuid>/end/", audiences.end, name="end_audience"),
]
