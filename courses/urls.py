from django.urls import path

from courses.studio_urls import studio_urls
from courses.views import (
    assets,
    bank,
    bank_changes,
    banks,
    catalogue,
    question_editor,
    question_files,
    questions,
)

app_name = "courses"
ONE = "banks/<uuid:uuid>/"
JOB = f"{ONE}jobs/<uuid:job>/"
QUESTION = f"{ONE}questions/<slug:key>/"
urlpatterns = [
    *studio_urls,
    path("courses/", catalogue.catalogue, name="catalogue"),
    path("assets/<str:sha256>/<str:name>", assets.asset, name="asset"),
    path("banks/", banks.banks, name="banks"),
    path("banks/new/", banks.new_bank, name="new_bank"),
    path(ONE, bank.bank, name="bank"),
    path(f"{ONE}rename/", banks.rename, name="rename_bank"),
    path(f"{ONE}change/", bank_changes.change_questions, name="change_questions"),
    path(f"{ONE}import/", question_files.question_import, name="question_import"),
    path(f"{ONE}export/<slug:form>/", question_files.question_export, name="question_export"),
    path(JOB, question_files.job, name="question_job"),
    path(f"{JOB}apply/", question_files.apply, name="apply_questions"),
    path(f"{JOB}file/", question_files.download, name="questions_file"),
    path(QUESTION, questions.question, name="question"),
    path(f"{QUESTION}edit/", question_editor.edit, name="edit_question"),
    path(f"{QUESTION}<int:number>/", questions.question, name="question_number"),
    path(f"{ONE}questions/new/<slug:kind>/", question_editor.new, name="new_question"),
]
