from django.urls import path

from credentials.views import certificates, verify

app_name = "credentials"
urlpatterns = [
    path("transcript/", certificates.transcript, name="transcript"),
    path("certificates/of/<uuid:uuid>/", certificates.certificate_of, name="certificate_of"),
    path("certificates/<uuid:uuid>/", certificates.certificate, name="certificate"),
    path("certificates/<uuid:uuid>/pdf/", certificates.pdf, name="certificate_pdf"),
    path("verify/", verify.verify_form, name="verify_form"),
    path("verify/<str:code>/", verify.verify, name="verify"),
]
