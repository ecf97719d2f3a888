"""The addresses of the studio that learning answers: it shows learners, and moves them."""

from django.urls import path

from courses.addresses import DRAFT, STUDIO
from learning.views import preview, publishing, studio_learners

LOOK = f"{DRAFT}preview/<slug:learner>/"
ONE = f"{LOOK}<slug:activity>/"
ATTEMPT = f"{ONE}attempt/<slug:seed>/"
studio_urls = [
    path("studio/learners/", studio_learners.studio_learners_of, name="studio_learners_of"),
    path(f"{STUDIO}learners/", studio_learners.studio_learners, name="studio_learners"),
    path(f"{STUDIO}publish/", publishing.publish, name="publish"),
    path(f"{STUDIO}publish/outcome/", publishing.publish_outcome, name="publish_outcome"),
    path(f"{DRAFT}preview-of/<slug:activity>/", preview.preview, name="preview"),
    path(LOOK, preview.start, name="preview_start"),
    path(f"{DRAFT}preview-end/<slug:learner>/", preview.end, name="preview_end"),
    path(ONE, preview.activity, name="preview_activity"),
    path(f"{ONE}attempt/", preview.start_quiz, name="preview_start_quiz"),
    path(ATTEMPT, preview.attempt, name="preview_attempt"),
    path(f"{ATTEMPT}<slug:deed>/", preview.attempt, name="preview_attempt_act"),
    path(f"{ONE}<slug:deed>/", preview.act, name="preview_act"),
]
