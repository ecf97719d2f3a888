from django.urls import path

from courses.addresses import DRAFT
from reports.views import (
    access_tokens,
    completion,
    definitions,
    editions,
    mailings,
    people,
    questions,
    receipts,
    report_files,
    saved,
    surveys,
    trends,
)

app_name = "reports"
urlpatterns = [
    path("reports/", completion.overview, name="overview"),
    path("reports/overview.csv", completion.overview_csv, name="overview_csv"),
    path("reports/overview.xlsx", completion.overview_xlsx, name="overview_xlsx"),
    path("reports/people.xlsx", completion.people_xlsx, name="people_xlsx"),
    path("reports/files/", report_files.report_files, name="report_files"),
    path("reports/files/ask/", report_files.ask_file, name="ask_file"),
    path("reports/files/<uuid:uuid>/", report_files.report_file, name="report_file"),
    path("reports/files/<uuid:uuid>/download/", report_files.download, name="download_file"),
    path("reports/receipt/", receipts.open_receipt, name="receipt"),
    path("reports/tokens/", access_tokens.tokens, name="tokens"),
    path("reports/tokens/<uuid:uuid>/end/", access_tokens.end, name="end_token"),
    path("reports/mailings/", mailings.mailings, name="mailings"),
    path("reports/mailings/make/<slug:page>/", mailings.make, name="make_mailing"),
    path("reports/mailings/<uuid:uuid>/end/", mailings.end, name="end_mailing"),
    path("reports/people/", people.people, name="people"),
    path("reports/people.csv", completion.people_csv, name="people_csv"),
    path("reports/trends/", trends.show_trends, name="trends"),
    path("reports/definitions/", definitions.definitions, name="definitions"),
    path("reports/views/", saved.saved_views, name="saved_views"),
    path("reports/views/keep/<slug:page>/", saved.keep, name="keep_view"),
    path("reports/views/<uuid:uuid>/", saved.change, name="change_view"),
    path("reports/views/<uuid:uuid>/drop/", saved.drop, name="drop_view"),
    path(f"{DRAFT}editions/<int:number>/", editions.edition, name="edition"),
    path(f"{DRAFT}editions/<int:number>/edition.csv", editions.edition_csv, name="edition_csv"),
    path(f"{DRAFT}editions/<int:number>/surveys/<slug:activity>/", surveys.survey, name="survey"),
    path(
        f"{DRAFT}editions/<int:number>/surveys/<slug:activity>/survey.csv",
        surveys.survey_csv,
        name="survey_csv",
    ),
    path("reports/courses/", editions.courses, name="courses"),
    path("reports/questions/", questions.quizzes, name="quizzes"),
    path("reports/questions/<slug:course>/<slug:quiz>/", questions.questions, name="questions"),
    path(
        "reports/questions/<slug:course>/<slug:quiz>/questions.csv",
        questions.questions_csv,
        name="questions_csv",
    ),
]
