"""Every page of every role: wide and on a phone, in light and dark, at 400 % zoom."""

import re

import pytest

NOBODY, LEARNER, TRAINER = "nobody", "faculty", "trainer"
COORDINATOR, ADMIN = "coordinator", "admin"
RESTORATIVE = "/courses/restorative-practices/"
BANK = "Restorative practice and the chart"
REQUIREMENT = "/requirements/restorative-practices-all-faculty/"

# An address, or one and the words of the links and buttons to press from there.
PAGES = {
    NOBODY: {
        "front": ["/"],
        "sign in": ["/account/login/"],
        "forgotten password": ["/account/password/reset/"],
        "verify": ["/verify/"],
        "verify, mistyped": ["/verify/?code=abc"],
        "unknown code": ["/verify/HC7K-Q29M-4TXA-8W2B-N5DE/"],
        "help": ["/help/"],
        "privacy": ["/privacy/"],
        "accessibility": ["/accessibility/"],
        "not found": ["/nothing-here/"],
        "demo inbox": ["/demo/inbox/"],
        "demo mail": ["/demo/inbox/", "Due "],
    },
    LEARNER: {
        "home": ["/"],
        "catalogue": ["/courses/"],
        "catalogue without a find": ["/courses/?q=nothing+of+the+kind"],
        "course begun": [RESTORATIVE],
        "course done": ["/courses/words-that-stay/"],
        "page with a figure": [RESTORATIVE, "The five parts of a circle"],
        "content note": [RESTORATIVE, "A morning on ward 7"],
        "quiz": [RESTORATIVE, "Quiz: circles and the talking piece"],
        "reflection": [RESTORATIVE, "Plan one round"],
        "attestation": [RESTORATIVE, "What you will do"],
        "attempt": [RESTORATIVE, "Quiz: circles and the talking piece", "quiz"],
        "result": ["/courses/words-that-stay/", "Quiz: words in the chart", "Attempt 1"],
        "completed": ["/courses/words-that-stay/", "One line, written again", "Finish"],
        "transcript": ["/transcript/"],
        "certificate": ["/transcript/", "Certificate for"],
        "what was written": ["/reminders/"],
        "profile": ["/profile/"],
        "calendar": ["/calendar/"],
        "second step": ["/account/2fa/"],
        "password": ["/account/password/change/"],
        "sessions": ["/account/sessions/"],
        "not allowed": ["/reports/"],
    },
    TRAINER: {
        "home": ["/"],
        "studio": ["/studio/"],
        "studio without a find": ["/studio/?q=nothing+of+the+kind"],
        "new course": ["/studio/new/"],
        "new course, not filled in": ["/studio/new/", "Begin it"],
        "package to take in": ["/studio/import/"],
        "course without a draft": ["/studio/courses/words-that-stay/en/"],
        "people of a course": ["/studio/courses/words-that-stay/people/"],
        "course to retire": ["/studio/courses/words-that-stay/retire/"],
        "quizzes of reports": ["/reports/questions/"],
        "courses of reports": ["/reports/courses/"],
        "a receipt to open": ["/reports/receipt/"],
        "a receipt to open, not filled in": ["/reports/receipt/", "Download the file"],
        "banks": ["/banks/"],
        "banks without a find": ["/banks/?q=nothing+of+the+kind"],
        "new bank": ["/banks/new/"],
        "new bank, not filled in": ["/banks/new/", "Make it"],
        "bank": ["/banks/", BANK],
        "question of a bank": ["/banks/", BANK, "?"],
        "question to edit": ["/banks/", BANK, "?", "Edit"],
        "questions to take in": ["/banks/", BANK, "Take in a file"],
    },
    COORDINATOR: {
        "home": ["/"],
        "requirements": ["/requirements/"],
        "requirement": [REQUIREMENT],
        "reports": ["/reports/"],
        "people of reports": ["/reports/people/"],
        "people of a standing": ["/reports/people/?standing=overdue"],
        "people to remind": ["/decide/remind/?all=1&standing=overdue"],
        "reports over time": ["/reports/trends/"],
        "definitions of reports": ["/reports/definitions/"],
        "saved views, none": ["/reports/views/"],
        "files of reports": ["/reports/files/"],
        "tokens of programs": ["/reports/tokens/"],
        "reports by mail": ["/reports/mailings/"],
        "a report to mail": ["/reports/", "Have it mailed"],
        "a view to keep": ["/reports/", "Keep this view"],
        "a view to keep, not filled in": ["/reports/", "Keep this view", "Keep it"],
        "requests for more time": ["/extensions/"],
    },
    ADMIN: {
        "reminder rules": [f"{REQUIREMENT}reminders/"],
        "a rule looked at": [f"{REQUIREMENT}reminders/", "See what it would mean"],
        "a rule to end": [f"{REQUIREMENT}reminders/", "End it"],
        "forecast": [f"{REQUIREMENT}forecast/"],
        "forecast of all": ["/reminders/forecast/"],
        "ledger": [f"{REQUIREMENT}ledger/"],
        "ledger of all": ["/reminders/ledger/"],
        "ledger without a find": ["/reminders/ledger/?day=2020-01-01"],
        "wordings": ["/reminders/wording/"],
        "a wording": ["/reminders/wording/supervisor/en/"],
        "a wording tried": ["/reminders/wording/learner/en/", "Try it"],
        "home": ["/"],
        "requirements": ["/requirements/"],
        "requirements without a find": ["/requirements/?q=nothing+of+the+kind"],
        "requirement": [REQUIREMENT],
        "requirement to end": [REQUIREMENT + "end/"],
        "require": ["/requirements/new/"],
        "require, not filled in": ["/requirements/new/", "See what it brings"],
        "audiences": ["/audiences/"],
        "audiences without a find": ["/audiences/?q=nothing+of+the+kind"],
        "audience": ["/audiences/", "Professors"],
        "audience to change": ["/audiences/", "Professors", "Change it"],
        "audience to end": ["/audiences/", "Professors", "End it"],
        "new audience": ["/audiences/new/"],
        "new audience, not filled in": ["/audiences/new/", "Keep it"],
        "whether somebody is asked": [f"{REQUIREMENT}match/?q=adeyemi", "Adeyemi"],
        "change a requirement": [f"{REQUIREMENT}change/"],
        "people": ["/people/"],
        "outbox": ["/outbox/"],
        "person": ["/people/", "Adeyemi"],
        "accommodation": ["/people/", "Adeyemi", "More time, no time limit"],
        "invite": ["/people/invite/"],
        "import": ["/people/import/"],
        "more time, nobody chosen": [REQUIREMENT, "Give more time"],
        "more time": ["/decide/extend/?all=1&standing=overdue"],
        "waive": ["/decide/waive/?all=1&standing=overdue"],
        "waive, not filled in": ["/decide/waive/?all=1&standing=overdue", "See what it means"],
        "missing due dates": ["/missing-dates/"],
        "prior learning": ["/prior-learning/"],
        "equivalents": ["/equivalents/"],
        "equivalent, not filled in": ["/equivalents/new/", "See whom it would meet"],
        "leave": ["/people/", "Adeyemi", "Record leave"],
        "tag": ["/people/", "Adeyemi", "Give a tag"],
        "reports": ["/reports/"],
        "reports, sorted": ["/reports/?sort=-unit&figure=overdue"],
        "reports by months": ["/reports/?by=months"],
        "reports by quarters, sorted": ["/reports/?by=quarters&sort=-last&known=now"],
        "reports by months, too many": ["/reports/?by=months&since=2000-01-31"],
        "people of reports, sorted": ["/reports/people/?sort=-due_on"],
        "reports of a past day over time": ["/reports/trends/?as_of=2026-10-20"],
        "quizzes of reports": ["/reports/questions/"],
        "quizzes without a find": ["/reports/questions/?q=nothing+of+the+kind"],
        "questions, too few": ["/reports/questions/", "Quiz: asking"],
        "edition": ["/studio/courses/restorative-practices/en/editions/1/"],
        "learners": ["/studio/learners/?course=restorative-practices"],
    },
}
ALL = [(role, name) for role, pages in PAGES.items() for name in pages]


@pytest.fixture
def page_of(open_context, open_as, watch):
    def open_page(role):
        context = open_context() if role == NOBODY else open_as(role)
        return watch(context.new_page())

    return open_page


@pytest.mark.parametrize(("role", "name"), ALL, ids=[f"{role}: {name}" for role, name in ALL])
def test_a_page_is_sound_on_every_screen(page_of, sound, role, name):
    page = page_of(role)
    address, *steps = PAGES[role][name]
    page.goto(address)
    for words in steps:
        go(page, words)

    sound(page)


def go(page, words):
    """Press the first link or button of the page that has these words, whatever is filled in."""
    page.evaluate("for (const form of document.forms) form.noValidate = true")
    main = page.locator("#main")
    named = re.compile(re.escape(words))
    target = main.get_by_role("link", name=named).or_(main.get_by_role("button", name=named))
    with page.expect_event("domcontentloaded"):
        target.first.click()
