"""Every named address, and what six people get there; access_rows.py says how to read it."""

from accounts.services.mail import owe_mail
from accounts.services.mail_choices import stop_token
from learning.services.calendar_feeds import renew_feed
from reports.models import AccessToken
from reports.rules.mailings import Every
from reports.services.access_tokens import make_token
from reports.services.mailings import Wanted, make_mailing
from reports.services.saved_views import Shown, keep_view
from tests.factories import NOW
from tests.house.access_cases import CASES
from tests.house.access_rows import (
    FOR_ADMINS,
    FOR_ADMINS_LEADS_ON,
    FOR_AUTHORS,
    FOR_REPORTERS,
    FOR_TRAINERS,
    FOR_TRAINERS_LEADS_ON,
    LEADS_ON,
    NEEDS_A_TOKEN,
    NOT_THERE,
    OF_THE_SCHOOLS_COURSE,
    SEEN_BY_ALL,
    SEEN_SIGNED_IN,
    THE_LEARNERS,
    THE_LEARNERS_LEADS_ON,
    Row,
)
from tests.house.access_studio import STUDIO
from tests.house.world import World

API = (
    *("units", "requirements", "completion", "completion_over_time", "people"),
    *("courses", "edition", "questions", "survey"),
)


def learner(world: World) -> dict[str, object]:
    return {"uuid": world.learner.uuid}


def stop_link(world: World) -> dict[str, object]:
    return {"token": stop_token(world.learner, "reminder")}


def calendar_secret(world: World) -> dict[str, object]:
    return {"secret": renew_feed(world.learner, now=NOW)}


def mail(world: World) -> dict[str, object]:
    return {"uuid": owe_mail(world.learner, "reminder", now=NOW).uuid}


def job(world: World) -> dict[str, object]:
    return {"uuid": world.job.uuid}


def report_file(world: World) -> dict[str, object]:
    """The coordinator's own."""
    return {"uuid": world.report_file.uuid}


def mailing(world: World) -> dict[str, object]:
    """The coordinator's own."""
    wanted = Wanted("overview", "", "Mondays", Every.WEEK)
    return {"uuid": make_mailing(wanted, now=NOW, by=world.people[4]).uuid}


def access_token(world: World) -> dict[str, object]:
    """The coordinator's own."""
    number = AccessToken.objects.count()  # a name of its own each time that it is asked for
    return {"uuid": make_token(name=f"Dashboard {number}", now=NOW, by=world.people[4])[0].uuid}


def role(world: World) -> dict[str, object]:
    grant = world.coordinators_grant
    return {"uuid": grant.person.uuid, "role": grant.role, "unit": grant.unit.uuid}


def drafts_picture(world: World) -> dict[str, object]:
    return {"sha256": world.asset.sha256, "name": world.asset.name}


def bank(world: World) -> dict[str, object]:
    """Of the trainer's department."""
    return {"uuid": world.bank.uuid}


def question_job(world: World) -> dict[str, object]:
    return {**bank(world), "job": world.question_job.uuid}


def question(world: World) -> dict[str, object]:
    return {**bank(world), "key": "q1"}


def saved_view(world: World) -> dict[str, object]:
    """The coordinator's of the learner's department."""
    view = keep_view(
        Shown("overview", "", world.coordinators_grant.unit),
        name="Medicine",
        shared=True,
        now=NOW,
        by=world.coordinators_grant.person,
    )
    return {"uuid": view.uuid}


def course(world: World) -> dict[str, object]:
    return {"key": world.course.key}


def edition_of_the_course(world: World) -> dict[str, object]:
    return {**course(world), "language": "en"}


def edition(world: World) -> dict[str, object]:
    """Of the school's course."""
    return {**course(world), "language": "en", "number": 1}


def survey_of_the_edition(world: World) -> dict[str, object]:
    return {**edition(world), "activity": "survey-5"}


def quiz_of_the_course(world: World) -> dict[str, object]:
    return {"course": world.course.key, "quiz": "quiz-2"}


def requirement(world: World) -> dict[str, object]:
    """Of the learner's department."""
    return {"key": world.requirement.key}


def assignment(world: World) -> dict[str, object]:
    """The learner's."""
    return {"uuid": world.assignment.uuid}


def wording(world: World) -> dict[str, object]:
    return {"recipient": "learner", "language": "en"}


def reminder_rule(world: World) -> dict[str, object]:
    return {**requirement(world), "uuid": world.requirement.reminder_rules.get().uuid}


def enrolment(world: World) -> dict[str, object]:
    return {"uuid": world.enrolment.uuid}


def page(world: World) -> dict[str, object]:
    return {**enrolment(world), "key": "page-1"}


def quiz(world: World) -> dict[str, object]:
    return {**enrolment(world), "key": "quiz-2"}


def reflection(world: World) -> dict[str, object]:
    return {**enrolment(world), "key": "reflection-3"}


def attestation(world: World) -> dict[str, object]:
    return {**enrolment(world), "key": "attestation-4"}


def survey(world: World) -> dict[str, object]:
    return {**enrolment(world), "key": "survey-5"}


def attempt(world: World) -> dict[str, object]:
    return {"uuid": world.attempt.uuid}


def essay(world: World) -> dict[str, object]:
    """Of a course of the trainer's unit."""
    return {"uuid": world.essay.attempt.uuid, "place": world.essay.place}


def regraded(world: World) -> dict[str, object]:
    """A course of the trainer's unit with a newer edition."""
    return {"key": world.staying.enrolment.course.key}


def regrading(world: World) -> dict[str, object]:
    """Asked by the admin: nobody else's."""
    return {**regraded(world), "uuid": world.regrading.uuid}


def staying(world: World) -> dict[str, object]:
    return {**regraded(world), "uuid": world.staying.uuid}


def completion(world: World) -> dict[str, object]:
    return {"uuid": world.certificate.completion.uuid}


def certificate(world: World) -> dict[str, object]:
    return {"uuid": world.certificate.uuid}


ACCESS: dict[str, Row] = {
    # the project
    "healthz": Row(SEEN_BY_ALL),
    "readyz": Row((503, 503, 503, 503, 503, 503)),  # no broker under test
    "send_again": Row(LEADS_ON),  # nothing was kept
    "demo_inbox": Row(NOT_THERE),
    "demo_mail": Row(NOT_THERE, lambda world: {"name": "mail-0"}),
    "demo_mail_html": Row(NOT_THERE, lambda world: {"name": "mail-0"}),
    "set_language": Row(LEADS_ON, post={"language": "en"}),
    # accounts
    "accounts:help": Row(SEEN_BY_ALL),
    "accounts:privacy": Row(SEEN_BY_ALL),
    "accounts:accessibility": Row(SEEN_BY_ALL),
    "accounts:profile": Row(SEEN_SIGNED_IN),
    "accounts:choose_mail": Row(LEADS_ON, post={}),
    "accounts:outbox": Row(FOR_ADMINS),
    "accounts:try_mails_again": Row(FOR_ADMINS_LEADS_ON, post={}),
    "accounts:try_mail_again": Row(FOR_ADMINS_LEADS_ON, mail, post={}),
    "accounts:bounces": Row(NOT_THERE, post={}),  # it is not set up
    "accounts:unmark_address": Row(FOR_ADMINS, learner),
    "accounts:stop_mail": Row(SEEN_BY_ALL, stop_link),
    "accounts:people": Row(FOR_ADMINS),
    "accounts:invite": Row(FOR_ADMINS),
    "accounts:people_import": Row(FOR_ADMINS),
    "accounts:apply_import": Row(FOR_ADMINS_LEADS_ON, job, post={}),
    "accounts:job": Row(FOR_ADMINS, job),
    "accounts:person": Row(FOR_ADMINS, learner),
    "accounts:grant": Row(FOR_ADMINS, learner),
    "accounts:revoke": Row(FOR_ADMINS, role),
    "accounts:deactivate": Row(FOR_ADMINS, learner),
    "accounts:reactivate": Row(FOR_ADMINS, learner),
    "accounts:invite_again": Row(FOR_ADMINS_LEADS_ON, learner, post={}),
    # courses
    "courses:catalogue": Row(SEEN_SIGNED_IN),
    "courses:asset": Row(FOR_AUTHORS, drafts_picture),
    "courses:course_import": Row(FOR_TRAINERS),
    "courses:course_export": Row(OF_THE_SCHOOLS_COURSE, edition_of_the_course),
    "courses:upload": Row(
        (302, 403, 404, 403, 403, 409), edition_of_the_course, post={}
    ),  # no draft
    "courses:banks": Row(FOR_TRAINERS),
    "courses:new_bank": Row(FOR_TRAINERS),
    "courses:bank": Row(FOR_TRAINERS, bank),
    "courses:rename_bank": Row(FOR_TRAINERS, bank),
    "courses:change_questions": Row(FOR_TRAINERS_LEADS_ON, bank, post={}),  # nothing chosen
    "courses:question": Row(FOR_TRAINERS, question),
    "courses:question_number": Row(FOR_TRAINERS, lambda world: {**question(world), "number": 1}),
    "courses:edit_question": Row(FOR_TRAINERS, question),
    "courses:question_import": Row(FOR_TRAINERS, bank),
    "courses:question_job": Row((302, 403, 404, 403, 403, 200), question_job),  # the admin's own
    "courses:question_export": Row(
        FOR_TRAINERS_LEADS_ON, lambda world: {**bank(world), "form": "gift"}, post={}
    ),
    "courses:questions_file": Row((302, 403, 404, 403, 403, 404), question_job),  # not an export
    "courses:apply_questions": Row((302, 403, 404, 403, 403, 302), question_job, post={}),
    "courses:new_question": Row(FOR_TRAINERS, lambda world: {**bank(world), "kind": "cloze"}),
    **STUDIO,
    **CASES,
    # learning
    "learning:home": Row(SEEN_BY_ALL),  # the front page to whoever is not signed in
    "learning:calendar": Row(SEEN_SIGNED_IN),
    "learning:renew_calendar": Row(LEADS_ON, post={}),
    "learning:revoke_calendar": Row(LEADS_ON, post={}),
    "learning:calendar_feed": Row(SEEN_BY_ALL, calendar_secret),  # the address is the key
    "learning:requirements": Row(FOR_REPORTERS),
    "learning:new_requirement": Row(FOR_ADMINS),
    "learning:requirement": Row((302, 403, 403, 404, 200, 200), requirement),
    "learning:why": Row((302, 200, 404, 404, 404, 404), course),
    "learning:assignment": Row((302, 200, 404, 404, 200, 200), assignment),
    "learning:change_requirement": Row((302, 403, 403, 404, 403, 200), requirement),
    "learning:requirement_history": Row((302, 403, 403, 404, 200, 200), requirement),
    "learning:end_requirement": Row((302, 403, 403, 404, 403, 200), requirement),
    "learning:my_reminders": Row(SEEN_SIGNED_IN),
    "learning:reminder_ledger": Row(FOR_REPORTERS),
    "learning:reminder_forecast": Row(FOR_REPORTERS),
    "learning:reminder_wordings": Row(FOR_ADMINS),
    "learning:reminder_wording": Row(FOR_ADMINS, wording),
    "learning:look_at_wording": Row((302, 403, 403, 403, 403, 422), wording, post={}),
    "learning:restore_wording": Row(FOR_ADMINS_LEADS_ON, wording, post={}),
    "learning:person_reminders": Row((302, 403, 403, 404, 200, 200), learner),
    "learning:reminder_rules": Row((302, 403, 403, 404, 200, 200), requirement),
    "learning:end_reminder_rule": Row((302, 403, 403, 404, 403, 200), reminder_rule),
    "learning:requirement_forecast": Row((302, 403, 403, 404, 200, 200), requirement),
    "learning:requirement_ledger": Row((302, 403, 403, 404, 200, 200), requirement),
    "learning:marking": Row(FOR_TRAINERS),
    "learning:mark": Row(FOR_TRAINERS, essay),
    "learning:regrades": Row(FOR_TRAINERS),
    "learning:regrade": Row(FOR_TRAINERS, regraded, query={"quiz": "quiz-1", "edition": "en-2"}),
    "learning:regrade_job": Row((302, 403, 404, 403, 403, 200), regrading),
    "learning:take_back": Row(FOR_TRAINERS, staying),
    "learning:studio_learners": Row(OF_THE_SCHOOLS_COURSE, course),
    "learning:studio_learners_of": Row(FOR_TRAINERS, query={"course": "repair"}),
    "learning:course": Row(SEEN_SIGNED_IN, course),
    "learning:start": Row(LEADS_ON, course, post={}),
    "learning:change_language": Row(LEADS_ON, course, post={}),  # it is there in one alone
    "learning:next": Row(LEADS_ON, course),
    "learning:enrolment": Row(THE_LEARNERS_LEADS_ON, enrolment),
    "learning:activity": Row(THE_LEARNERS, page),
    "learning:leave": Row(THE_LEARNERS_LEADS_ON, page, post={}),
    "learning:write": Row(THE_LEARNERS_LEADS_ON, reflection, post={"text": "I listened."}),
    "learning:answer": Row(THE_LEARNERS_LEADS_ON, survey, post={"item-more": "The cases."}),
    "learning:sign": Row(THE_LEARNERS_LEADS_ON, attestation, post={"agreed": "on"}),
    "learning:start_attempt": Row(THE_LEARNERS_LEADS_ON, quiz, post={}),
    "learning:attempt": Row(THE_LEARNERS, attempt),
    "learning:save": Row(THE_LEARNERS_LEADS_ON, attempt, post={}),
    "learning:review": Row(THE_LEARNERS, attempt),
    "learning:submit": Row(THE_LEARNERS_LEADS_ON, attempt, post={}),
    "learning:result": Row(THE_LEARNERS_LEADS_ON, attempt),  # still open: back to the quiz
    "learning:accommodation": Row(FOR_ADMINS, learner),
    "learning:end_accommodation": Row((302, 403, 403, 403, 403, 404), learner),  # nothing granted
    # credentials
    "credentials:transcript": Row(SEEN_SIGNED_IN),
    "credentials:certificate_of": Row(THE_LEARNERS_LEADS_ON, completion),
    "credentials:certificate": Row(THE_LEARNERS, certificate),
    "credentials:certificate_pdf": Row(THE_LEARNERS, certificate),
    "credentials:verify_form": Row(SEEN_BY_ALL),
    "credentials:verify": Row(SEEN_BY_ALL, lambda world: {"code": world.certificate.code}),
    # reports
    "reports:overview": Row(FOR_REPORTERS),
    "reports:overview_csv": Row(FOR_REPORTERS),
    "reports:overview_xlsx": Row(FOR_REPORTERS),
    "reports:report_files": Row(FOR_REPORTERS),
    "reports:ask_file": Row((302, 403, 403, 404, 404, 404), post={}),
    "reports:report_file": Row((302, 403, 403, 404, 200, 404), report_file),
    "reports:download_file": Row((302, 403, 403, 404, 200, 404), report_file),
    "reports:mailings": Row(FOR_REPORTERS),
    "reports:make_mailing": Row(FOR_REPORTERS, lambda world: {"page": "overview"}),
    "reports:end_mailing": Row((302, 403, 403, 404, 302, 404), mailing, post={}),
    "reports:receipt": Row((302, 403, 200, 200, 200, 200)),
    "reports:tokens": Row((302, 403, 200, 200, 200, 200)),
    "reports:end_token": Row((302, 403, 404, 404, 302, 404), access_token, post={}),
    # Programs show a token; whoever is signed in without one is nobody to them.
    **{f"api:{name}": Row(NEEDS_A_TOKEN) for name in API},
    "api:api-root": Row((302, 404, 404, 404, 404, 404)),
    "api:openapi-json": Row(FOR_ADMINS),
    "api:openapi-view": Row(FOR_ADMINS),
    "reports:people": Row(FOR_REPORTERS),
    "reports:people_csv": Row(FOR_REPORTERS),
    "reports:people_xlsx": Row(FOR_REPORTERS),
    "reports:trends": Row(FOR_REPORTERS),
    "reports:definitions": Row(FOR_REPORTERS),
    "reports:saved_views": Row(FOR_REPORTERS),
    "reports:keep_view": Row(FOR_REPORTERS, lambda world: {"page": "overview"}),
    "reports:change_view": Row((302, 403, 403, 404, 200, 404), saved_view),
    "reports:drop_view": Row((302, 403, 403, 302, 302, 302), saved_view, post={}),
    "reports:edition": Row(OF_THE_SCHOOLS_COURSE, edition),
    "reports:edition_csv": Row(OF_THE_SCHOOLS_COURSE, edition),
    "reports:survey": Row(OF_THE_SCHOOLS_COURSE, survey_of_the_edition),
    "reports:survey_csv": Row(OF_THE_SCHOOLS_COURSE, survey_of_the_edition),
    "reports:courses": Row(FOR_TRAINERS),
    "reports:quizzes": Row(FOR_TRAINERS),
    "reports:questions": Row(OF_THE_SCHOOLS_COURSE, quiz_of_the_course),
    "reports:questions_csv": Row(OF_THE_SCHOOLS_COURSE, quiz_of_the_course),
}

# The sign-in library's own pages: what nobody gets there, and what anyone signed in does.
# 302 leads to the sign-in page, home, or to proving once more who one is.
SIGN_IN: dict[str, tuple[int, int]] = {
    "account_change_password": (302, 200),
    "account_confirm_email": (200, 200),
    "account_confirm_login_code": (302, 302),
    "account_email": (302, 200),
    "account_email_verification_sent": (200, 200),
    "account_inactive": (200, 200),
    "account_login": (200, 302),
    "account_logout": (302, 200),
    "account_reauthenticate": (302, 200),
    "account_request_login_code": (200, 302),
    "account_reset_password": (200, 200),
    "account_reset_password_done": (200, 200),
    "account_reset_password_from_key": (200, 200),
    "account_reset_password_from_key_done": (200, 200),
    "account_set_password": (302, 302),
    "account_signup": (200, 302),  # says that there is no open sign-up
    "mfa_activate_totp": (302, 302),
    "mfa_add_webauthn": (302, 302),
    "mfa_authenticate": (302, 302),
    "mfa_deactivate_totp": (302, 404),
    "mfa_download_recovery_codes": (302, 404),
    "mfa_edit_webauthn": (302, 302),
    "mfa_generate_recovery_codes": (302, 302),
    "mfa_index": (302, 200),
    "mfa_list_webauthn": (302, 200),
    "mfa_login_webauthn": (302, 302),
    "mfa_reauthenticate": (302, 302),
    "mfa_reauthenticate_webauthn": (302, 302),
    "mfa_remove_webauthn": (302, 302),
    "mfa_view_recovery_codes": (302, 404),
    "usersessions_list": (302, 200),
}
