from django.urls import path

from courses.views import assets, catalogue

app_name = "courses"
urlpatterns = [
    path("courses/", catalogue.catalogue, name="catalogue"),
    path("assets/<str:sha256>/<str:name>", assets.asset, name="asset"),
]
