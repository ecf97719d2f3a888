"""The addresses of requirements, taken in by `learning.urls`."""

from django.urls import path

from learning.views import match, requirements, requirements_change, requirements_new

requirement_urls = [
    path("requirements/", requirements.requirements, name="requirements"),
    path("requirements/new/", requirements_new.new_requirement, name="new_requirement"),
    path("requirements/<slug:key>/", requirements.requirement, name="requirement"),
    path("requirements/<slug:key>/change/", requirements_change.change, name="change_requirement"),
    path(
        "requirements/<slug:key>/history/",
        requirements_change.history,
        name="requirement_history",
    ),
    path("requirements/<slug:key>/match/", match.requirement, name="requirement_match"),
    path("requirements/<slug:key>/end/", requirements.end, name="end_requirement"),
]
