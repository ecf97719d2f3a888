from django.urls import path

from reports.views import completion, questions

app_name = "reports"
urlpatterns = [
    path("reports/", completion.overview, name="overview"),
    path("reports/overview.csv", completion.overview_csv, name="overview_csv"),
    path("reports/people/", completion.people, name="people"),
    path("reports/people.csv", completion.people_csv, name="people_csv"),
    path("reports/questions/", questions.quizzes, name="quizzes"),
    path("reports/questions/<slug:course>/<slug:quiz>/", questions.questions, name="questions"),
    path(
        "reports/questions/<slug:course>/<slug:quiz>/questions.csv",
        questions.questions_csv,
        name="questions_csv",
    ),
]
