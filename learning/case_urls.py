"""The addresses of what people bring and what is decided about it, taken in by `learning.urls`."""

from django.urls import path

from learning.views import cases, equivalents, extension_ask, extensions, missing, prior_learning

case_urls = [
    path("decide/<slug:deed>/", cases.case, name="case"),
    path("courses/<slug:key>/more-time/", extension_ask.more_time, name="more_time"),
    path("extensions/", extensions.extensions, name="extensions"),
    path("extensions/answer/", extensions.answer, name="answer_extensions"),
    path("missing-dates/", missing.missing_dates, name="missing_dates"),
    path("prior-learning/", prior_learning.prior_learning, name="prior_learning"),
    path("prior-learning/<uuid:uuid>/", prior_learning.job, name="prior_learning_job"),
    path("prior-learning/<uuid:uuid>/apply/", prior_learning.apply, name="apply_prior_learning"),
    path("equivalents/", equivalents.equivalents, name="equivalents"),
    path("equivalents/new/", equivalents.new_equivalent, name="new_equivalent"),
    path(
        "equivalents/<slug:course>/<slug:counts_for>/end/",
        equivalents.end,
        name="end_equivalent",
    ),
]
