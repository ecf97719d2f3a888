from django.urls import path

from reports import views

app_name = "reports"
urlpatterns = [
    path("reports/", views.overview, name="overview"),
    path("reports/overview.csv", views.overview_csv, name="overview_csv"),
    path("reports/people/", views.people, name="people"),
    path("reports/people.csv", views.people_csv, name="people_csv"),
]
