"""Who may open what: every named address, and what six people get there.

In order: nobody signed in · a learner · a trainer · the coordinator of another department ·
the coordinator of the learner's department · an admin. What is posted is `post`; everything else
is opened with GET. Rows of persons are the learner's: to everyone else they are not there.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from tests.house.world import World

Statuses = tuple[int, int, int, int, int, int]

SEEN_BY_ALL: Statuses = (200, 200, 200, 200, 200, 200)
SEEN_SIGNED_IN: Statuses = (302, 200, 200, 200, 200, 200)
LEADS_ON: Statuses = (302, 302, 302, 302, 302, 302)
NOT_THERE: Statuses = (404, 404, 404, 404, 404, 404)
THE_LEARNERS: Statuses = (302, 200, 404, 404, 404, 404)
THE_LEARNERS_LEADS_ON: Statuses = (302, 302, 404, 404, 404, 404)
FOR_REPORTERS: Statuses = (302, 403, 403, 200, 200, 200)
FOR_ADMINS: Statuses = (302, 403, 403, 403, 403, 200)
FOR_ADMINS_LEADS_ON: Statuses = (302, 403, 403, 403, 403, 302)
FOR_AUTHORS: Statuses = (302, 404, 200, 404, 404, 200)
FOR_TRAINERS: Statuses = (302, 403, 200, 403, 403, 200)
FOR_TRAINERS_LEADS_ON: Statuses = (302, 403, 302, 403, 403, 302)
OF_THE_SCHOOLS_COURSE: Statuses = (302, 403, 404, 403, 403, 200)  # the trainer is a department's


def nothing(world: World) -> dict[str, object]:
    return {}


@dataclass(frozen=True, slots=True)
class Row:
    """What each of the six gets, and how the address is made."""

    statuses: Statuses
    kwargs: Callable[[World], dict[str, object]] = nothing
    post: dict[str, str] | None = None
    query: dict[str, str] = field(default_factory=dict)


def learner(world: World) -> dict[str, object]:
    return {"uuid": world.learner.uuid}


def job(world: World) -> dict[str, object]:
    return {"uuid": world.job.uuid}


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


def course(world: World) -> dict[str, object]:
    return {"key": world.course.key}


def quiz_of_the_course(world: World) -> dict[str, object]:
    return {"course": world.course.key, "quiz": "quiz-2"}


def requirement(world: World) -> dict[str, object]:
    """Of the learner's department."""
    return {"key": world.requirement.key}


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
    # learning
    "learning:home": Row(SEEN_BY_ALL),  # the front page to whoever is not signed in
    "learning:requirements": Row(FOR_REPORTERS),
    "learning:new_requirement": Row(FOR_ADMINS),
    "learning:requirement": Row((302, 403, 403, 404, 200, 200), requirement),
    "learning:end_requirement": Row((302, 403, 403, 404, 403, 200), requirement),
    "learning:marking": Row(FOR_TRAINERS),
    "learning:mark": Row(FOR_TRAINERS, essay),
    "learning:regrades": Row(FOR_TRAINERS),
    "learning:regrade": Row(FOR_TRAINERS, regraded, query={"quiz": "quiz-1", "edition": "en-2"}),
    "learning:regrade_job": Row((302, 403, 404, 403, 403, 200), regrading),
    "learning:take_back": Row(FOR_TRAINERS, staying),
    "learning:course": Row(SEEN_SIGNED_IN, course),
    "learning:start": Row(LEADS_ON, course, post={}),
    "learning:next": Row(LEADS_ON, course),
    "learning:enrolment": Row(THE_LEARNERS_LEADS_ON, enrolment),
    "learning:activity": Row(THE_LEARNERS, page),
    "learning:leave": Row(THE_LEARNERS_LEADS_ON, page, post={}),
    "learning:write": Row(THE_LEARNERS_LEADS_ON, reflection, post={"text": "I listened."}),
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
    "reports:people": Row(FOR_REPORTERS),
    "reports:people_csv": Row(FOR_REPORTERS),
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
