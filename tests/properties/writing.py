"""What trainers and learners may do to a course at random, through the services of their pages."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from courses.models import Activity, DraftChange, Edition, Module
from courses.rules.content import ChoiceContent, QuestionContent
from courses.rules.content_hash import question_hash
from courses.services import authoring, outline_changes
from courses.services.activity_rows import read_activity
from courses.services.bank_questions import free_key
from courses.services.draft_history import token_of
from courses.services.drafts import discard_draft, new_draft
from courses.services.front_matter import front_of, save_front
from courses.services.new_courses import NewCourse, make_course
from courses.services.outline_changes import Spot
from courses.services.quiz_keys import keys_ever
from credentials.services.certificates import awaiting_certificate, issue_certificate
from learning.models import Attempt, Enrolment
from learning.services.acts import sign_attestation, write_reflection
from learning.services.attempts import save_response, start_attempt, submit_attempt
from learning.services.enrolment import enrol
from learning.services.progress import mark_viewed
from tests.factories import NOW, a_learner, a_trainer

WORDS = ("one", "two")  # few, so that a wording comes back
TITLES = ("Circles", "A check", "Place")
KINDS = ("page", "page", "quiz", "reflection", "attestation")
EFFECTS = ("carry_over", "carry_over", "minor", "new_learners")
OUTLINE = ("add_module", "name_module", "move_module", "add_activity", "move_activity", "remove")
SAVES = ("begin_to_write", "save_page", "save_page", "ask", "sort_questions", "restore", "front")
STUDIO = (*OUTLINE, "undo", *SAVES, "discard")
LEARNERS = (
    "view",
    "view",
    "view",
    "write",
    "sign",
    "take",
    "take",
    "begin",
    "save_one",
    "hand_in",
    "finish",
)


class Story:
    """One course, its two trainers and its learners, and a clock that goes on with each step."""

    def __init__(self, chance):
        self.chance, self.now = chance, NOW
        self.trainers = [a_trainer(), a_trainer()]
        self.people = [a_learner() for _ in range(3)]
        unit = self.trainers[0].appointments.get().unit
        asked = NewCourse(title="Repair", language="en", unit=unit, template="short")
        self.course = make_course(asked, now=NOW, by=self.trainers[0]).course
        self.pages = []  # those that trainers have open: what each says, and its token

    def pick(self, rows):
        """Any of them, in an order that does not depend on the database; None of none."""
        rows = list(rows)
        return self.chance.choice(rows) if rows else None

    @property
    def who(self):
        """When, and by which of the trainers; sometimes soon after the last, sometimes not."""
        self.now += timedelta(minutes=self.chance.choice((1, 1, 30)))
        return {"now": self.now, "by": self.chance.choice(self.trainers)}

    def draft(self) -> Edition:
        return new_draft(self.course, "en", **self.who)

    def module(self):
        return self.pick(Module.objects.filter(edition=self.draft()).order_by("position"))

    def activity(self, **which):
        rows = Activity.objects.filter(edition=self.draft(), **which)
        return self.pick(rows.order_by("position"))

    # The outline

    def add_module(self):
        outline_changes.add_module(self.draft(), self.chance.choice(TITLES), **self.who)

    def name_module(self):
        if module := self.module():
            title, words = self.chance.choice(TITLES), self.chance.choice(WORDS)
            edited = outline_changes.module_token(module)
            outline_changes.name_module(
                self.draft(), module.key, title, words, edited=edited, **self.who
            )

    def move_module(self):
        if module := self.module():
            place = self.chance.randint(1, 4)
            outline_changes.move_module(self.draft(), module.key, place, **self.who)

    def add_activity(self):
        if module := self.module():
            kind, title = self.chance.choice(KINDS), self.chance.choice(TITLES)
            outline_changes.add_activity(self.draft(), module.key, kind, title, **self.who)

    def move_activity(self):
        if (activity := self.activity()) and (module := self.module()):
            spot = Spot(module.key, self.chance.randint(1, 5))
            outline_changes.move_activity(self.draft(), activity.key, spot, **self.who)

    def remove(self):
        """A module or, more often, an activity; the change on record."""
        if self.chance.random() < 0.3 and (module := self.module()):
            return outline_changes.remove_module(self.draft(), module.key, **self.who)
        if activity := self.activity():
            return outline_changes.remove_activity(self.draft(), activity.key, **self.who)
        return None

    def undo(self):
        """The last removal taken back, or any: it may be refused."""
        removals = DraftChange.objects.filter(course=self.course, deed="removed").order_by("id")
        last = outline_changes.last_removal(self.draft())
        if change := last or self.pick(removals):
            outline_changes.undo_removal(self.draft(), change.pk, **self.who)

    # Words

    def begin_to_write(self):
        """Open a page: its words are kept, while others may save."""
        if activity := self.activity():
            self.pages.append(read_activity(activity))

    def save_page(self):
        """Save one that was opened a while ago, or one opened just now, with one field changed."""
        if self.chance.random() < 0.5 or not self.pages:
            self.begin_to_write()
        if self.pages:
            page = self.pages.pop(self.chance.randrange(len(self.pages)))
            self.save(page, self.said(page))

    def said(self, page):
        settings = {"minimum_minutes": self.chance.randint(1, 3), "place": "here"}
        return replace(
            page,
            **self.chance.choice(
                (
                    {"title": self.chance.choice(TITLES)},
                    {"body": f"<p>{self.chance.choice(WORDS)}</p>"},
                    {"required": not page.required},
                    {"settings": {**page.settings, **settings}} if page.kind == "page" else {},
                )
            ),
        )

    def save(self, page, said):
        draft, who = self.draft(), self.who
        authoring.save_activity(draft, said, edited=token_of(page), **who)

    def ask(self):
        """Another question, or another wording of one."""
        if quiz := self.activity(kind="quiz"):
            held = read_activity(quiz)
            was = self.pick(held.questions) if self.chance.random() < 0.5 else None
            key = was.key if was else self.new_key(quiz)
            said, edited = a_question(key, self.chance.choice(WORDS)), was and question_hash(was)
            authoring.save_question(self.draft(), quiz.key, said, edited=edited or "", **self.who)

    def new_key(self, quiz):
        return free_key("first", taken=keys_ever(self.draft(), quiz.key))

    def sort_questions(self):
        """In another order; now and then one is taken out."""
        if quiz := self.activity(kind="quiz"):
            keys = [each.key for each in read_activity(quiz).questions] or ["none"]
            key, steps = self.chance.choice(keys), self.chance.choice((-2, -1, 1, 2))
            authoring.move_question(self.draft(), quiz.key, key, steps, **self.who)
            if self.chance.random() < 0.3:
                authoring.remove_question(self.draft(), quiz.key, key, **self.who)

    def restore(self):
        states = DraftChange.objects.filter(course=self.course, part="activity")
        if state := self.pick(states.order_by("id")):
            authoring.restore_activity(self.draft(), state.pk, **self.who)

    def front(self):
        draft = self.draft()
        keys = list(draft.activities.order_by("position").values_list("key", flat=True))
        some = self.chance.sample(keys, min(2, len(keys)))
        rule = self.chance.choice(({}, {"at_least": len(some), "of": some} if some else {}))
        said = replace(front_of(draft), hours=Decimal(1), completion_rule=rule)
        save_front(draft, said, edited=front_of(draft).token, **self.who)

    def discard(self):
        if self.chance.random() < 0.3:
            discard_draft(self.draft(), **self.who)

    def tidy(self):
        """Say something where the checks would find nothing said."""
        draft = self.draft()
        for row in list(draft.activities.order_by("position")):
            page = read_activity(row)
            if not page.body:
                body = f"<p>{self.chance.choice(WORDS)}</p>"
                self.save(page, replace(page, body=body, title=page.title or "Again"))
            if page.kind == "quiz" and not page.questions:
                question = a_question(self.new_key(row), "one")
                authoring.save_question(draft, row.key, question, edited="", **self.who)
        said = replace(front_of(draft), completion_rule={})
        save_front(draft, said, edited=front_of(draft).token, **self.who)

    # Learners

    def enrolment(self) -> Enrolment:
        self.now += timedelta(minutes=1)
        return enrol(self.chance.choice(self.people), self.course, now=self.now)

    def doing(self, **which):
        """Somebody, and an activity as it reads now or, now and then, an edition before."""
        enrolment = self.enrolment()
        nth = enrolment.edition.number - self.chance.choice((0, 0, 0, 1))
        here = Activity.objects.filter(edition__course=self.course, edition__number=nth, **which)
        return enrolment, self.pick(here.order_by("position"))

    def view(self):
        enrolment, page = self.doing(kind="page")
        if page:
            self.satisfy(enrolment, page)

    def write(self):
        enrolment, reflection = self.doing(kind="reflection")
        if reflection:
            self.satisfy(enrolment, reflection)

    def sign(self):
        enrolment, statement = self.doing(kind="attestation")
        if statement:
            self.satisfy(enrolment, statement)

    def begin(self):
        enrolment, quiz = self.doing(kind="quiz")
        if quiz:
            start_attempt(enrolment, quiz, now=self.now)

    def take(self):
        enrolment, quiz = self.doing(kind="quiz")
        if quiz:
            self.satisfy(enrolment, quiz)

    def finish(self):
        """Somebody does all that is in the course; now and then, all but one thing."""
        enrolment = self.enrolment()
        rows = list(enrolment.edition.activities.order_by("position"))
        left = self.pick(rows) if self.chance.random() < 0.5 else None
        for row in rows:
            if row != left:
                self.satisfy(enrolment, row)

    def satisfy(self, enrolment, row):
        self.now += timedelta(minutes=1)
        if row.kind == "quiz":
            attempt = start_attempt(enrolment, row, now=self.now)
            submit_attempt(attempt, answers(attempt, "a"), now=self.now)
        elif row.kind == "reflection":
            write_reflection(enrolment, row, "I listened.", now=self.now)
        elif row.kind == "attestation":
            sign_attestation(enrolment, row, now=self.now)
        else:
            mark_viewed(enrolment, row, now=self.now)

    def open_attempt(self):
        self.now += timedelta(minutes=1)
        rows = Attempt.objects.open().filter(enrolment__course=self.course)
        return self.pick(rows.order_by("id"))

    def save_one(self):
        if attempt := self.open_attempt():
            keys = sorted(answers(attempt, "a"))
            save_response(attempt, keys[0], {"choice": "a"}, sequence=9, now=self.now)

    def hand_in(self):
        if attempt := self.open_attempt():
            submit_attempt(attempt, answers(attempt, self.chance.choice("ab")), now=self.now)

    def print_certificates(self):
        for completion in awaiting_certificate():
            issue_certificate(completion, now=self.now)


def a_question(key, word) -> QuestionContent:
    """Of what comes first, so worded; the first choice is right."""
    choices = (
        ChoiceContent("a", "Listen", "<p>Yes.</p>", Decimal(1)),
        ChoiceContent("b", "Explain", "<p>Later.</p>"),
    )
    return QuestionContent(key, "single", f"<p>What first, {word}?</p>", choices=choices)


def answers(attempt, choice):
    """That choice, for each question of the attempt."""
    asked = attempt.responses.order_by("place").values_list("question__key", flat=True)
    return {key: {"choice": choice} for key in asked}
