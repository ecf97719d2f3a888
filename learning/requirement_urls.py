"""The addresses of requirements, taken in by `learning.urls`."""

from django.urls import path

from learning.views import requirements, requirements_new

requirement_urls = [
    path("requirements/", requirements.requirements, name="requirements"),
    path("requirements/new/", requirements_new.new_requirement, name="new_requirement"),
    path("requirements/<slug:key>/", requirements.requirement, name="requirement"),
    path("requirements/<slug:key>/end/", requirements.end, name="end_requirement"),
]
