"""How the questions of a quiz did, as far as may be shown: one definition for page and file.

Counted is each person's first attempt at the quiz that was handed in and marked (or all attempts,
if asked for); test accounts are out. What is said of several editions is the sum of what each of
them would show by itself (learning.rules.item_disclosure). The newest attempts wait, until they can
hide each other (learning.rules.item_releases): nothing here says how many of them there are.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from courses.models import Question as QuestionRow
from courses.rules.marking import scored
from courses.services.quizzes import QuestionAsked, Quiz, quiz_of
from learning.rules.item_analysis import FEWEST, Reliability, Taken, reliability
from learning.rules.item_disclosure import Question, Shown, shown_of
from learning.rules.item_findings import TO_LOOK_AT, Finding, findings
from learning.rules.item_releases import released
from reports.queries.choices import counted_as, reading
from reports.queries.quizzes import QuizFound, Wording
from reports.queries.sheets import Sheet, sheets_of

DEFINITION = 2  # raise it whenever a number would come out differently
BANDS = 10  # of the distribution of scores
SCORES = Question(tuple(map(str, range(BANDS))), in_order=True, scored=False)
ATTEMPTS = Question((), scored=False)  # nothing but their number

Part = tuple[int, bool]  # an edition's quiz, and whether later attempts
Known = Mapping[int, int]  # a question's row, in whatever edition → the same in this wording


@dataclass(frozen=True, slots=True)
class QuestionFigures:
    """One question: what it asks, what may be shown, and what is noticeable in that."""

    number: int
    asked: QuestionAsked
    question: Question
    shown: Shown
    findings: tuple[Finding, ...]

    @property
    def wants_a_look(self) -> bool:
        return any(one.noticed in TO_LOOK_AT for one in self.findings)


@dataclass(frozen=True, slots=True)
class QuizFigures:
    """The questions, and the quiz as a whole.

    `attempts` are released; a question may count fewer, where more have to wait. `left_out` says
    that others were too few in their part.
    `scores` are of attempts that were asked just this quiz; so is the reliability, which has no
    meaning where each attempt draws its own questions (`draws`).
    """

    questions: tuple[QuestionFigures, ...]
    attempts: int
    left_out: bool
    scores: Shown
    reliability: Reliability
    draws: bool


@dataclass(frozen=True, slots=True)
class QuizReport:
    """What is asked of one quiz; every number on its page and in its file comes from here.

    `known`: the instant by which attempts were handed in and marked; None is the present. Not told
    of the past are who was a test account then, whose two accounts were still two, and an attempt
    with an essay whose time was over before anything had handed it in.
    """

    quiz: QuizFound
    wording: Wording
    pooled: bool = False  # with every edition, as far as it asks the same in the same words
    all_attempts: bool = False
    known: datetime | None = None

    def figures(self) -> QuizFigures:
        """Three queries, or four with other editions, however many attempts or questions; two
        more where they are as known at a past instant."""
        asked = quiz_of(self.wording.activity_id, self.wording.content_hash)
        known = self._known(asked)
        sheets = [
            sheet
            for sheet in self._sheets()
            if any(one.question_id in known for one in sheet.responses)
        ]
        parts = _in_parts(sheets)
        whole = {part: _asked_this(own, known, asked) for part, own in parts.items()}
        scores = {part: released(SCORES, _scores(own)) for part, own in whole.items()}
        told = [one for part, own in whole.items() for one in own[: len(scores[part].taken)]]
        return QuizFigures(
            questions=tuple(_questions(parts, known, asked)),
            attempts=sum(len(released(ATTEMPTS, _scores(own)).taken) for own in parts.values()),
            left_out=any(len(own) < FEWEST for own in parts.values()),
            scores=shown_of(SCORES, scores.values()),
            reliability=Reliability(len(told)) if asked.draws else _reliability(told, known, asked),
            draws=bool(asked.draws),
        )

    def _sheets(self) -> list[Sheet]:
        return sheets_of(
            self.quiz, self._activity_ids(), all_attempts=self.all_attempts, known=self.known
        )

    def _activity_ids(self) -> list[int]:
        if not self.pooled:
            return [self.wording.activity_id]
        return [one.activity_id for one in self.quiz.wordings]

    def _known(self, asked: Quiz) -> Known:
        """This wording's questions and, where other editions count, those that say the same."""
        own = {question_id: question_id for question_id in asked.by_id}
        if not self.pooled:
            return own
        ids = self._activity_ids()
        rows = QuestionRow.objects.filter(
            Q(activity__in=ids) | Q(drawn_by__draw__activity__in=ids)
        ).exclude(content_hash="")
        said = {
            (pk, key, digest)
            for pk, key, digest in rows.order_by().values_list("pk", "key", "content_hash")
        }
        here = {(key, digest): pk for pk, key, digest in said if pk in own}
        others = {pk: here[key, digest] for pk, key, digest in said if (key, digest) in here}
        return {**others, **own}


def _in_parts(sheets: Iterable[Sheet]) -> dict[Part, list[Sheet]]:
    parts: dict[Part, list[Sheet]] = defaultdict(list)
    for sheet in sheets:
        parts[sheet.part].append(sheet)
    return parts


def _questions(
    parts: Mapping[Part, Sequence[Sheet]], known: Known, asked: Quiz
) -> Iterable[QuestionFigures]:
    """In the order of the quiz, then of what it draws."""
    drawn = (question_id for draw in asked.draws for question_id in draw.pool)
    order = dict.fromkeys((*(one.id for one in asked.questions), *drawn))
    questions = {question_id: counted_as(asked.by_id[question_id]) for question_id in order}
    taken = _taken(parts, known, asked, questions)
    for number, question_id in enumerate(order, 1):
        question = questions[question_id]
        found = shown_of(question, [released(question, one) for one in taken[question_id].values()])
        noticed = tuple(findings(question, found))
        yield QuestionFigures(number, asked.by_id[question_id], question, found, noticed)


def _taken(
    parts: Mapping[Part, Sequence[Sheet]],
    known: Known,
    asked: Quiz,
    questions: Mapping[int, Question],
) -> Mapping[int, Mapping[Part, list[Taken]]]:
    """Question → part → that question in each attempt which asked it."""
    found: dict[int, dict[Part, list[Taken]]] = {
        question_id: defaultdict(list) for question_id in questions
    }
    chosen = {pk: reading(asked.by_id[pk], question) for pk, question in questions.items()}
    for part, sheets in parts.items():
        for sheet in sheets:
            total = sheet.total
            for one in sheet.responses:
                if pk := known.get(one.question_id):
                    picked = chosen[pk](one.value, one.score)
                    found[pk][part].append(Taken(one.score, sheet.rest(one), total, picked))
    return found


def _asked_this(sheets: Sequence[Sheet], known: Known, asked: Quiz) -> list[Sheet]:
    """Attempts that were asked nothing but this wording's questions, and all that everyone is."""
    everyones = {question.id for question in asked.questions}
    found = []
    for sheet in sheets:
        ids = {known.get(one.question_id) for one in sheet.responses}
        if None not in ids and everyones <= ids:
            found.append(sheet)
    return found


def _scores(sheets: Sequence[Sheet]) -> list[Taken]:
    """Each attempt's score as a band: from 0 to under 10 %, …, from 90 to 100 %."""
    totals = [sheet.total for sheet in sheets]
    return [Taken(0.0, 0.0, total, (str(min(int(total * BANDS), BANDS - 1)),)) for total in totals]


def _reliability(sheets: Sequence[Sheet], known: Known, asked: Quiz) -> Reliability:
    """Of the scores as they add up to the total: by points, where these differ."""
    counted = {one.id: float(one.points) for one in asked.questions if scored(one.kind)}
    weighs = {pk: points for pk, points in counted.items() if points}
    alike = len(set(weighs.values())) == 1
    rows = []
    for sheet in sheets:
        earned = {known[one.question_id]: one.score for one in sheet.responses}
        rows.append([earned[pk] * (1 if alike else points) for pk, points in weighs.items()])
    return reliability(rows)
