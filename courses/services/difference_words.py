"""What changed between two editions, in sentences: one for each change, the text with its marks.

`told` makes the whole of it ready for templates/courses/studio/difference.html.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from courses.models import Criterion, Kind
from courses.rules.content_hash import plain
from courses.rules.difference_values import (
    ActivityDifference,
    DrawDifference,
    EditionDifference,
    ModuleDifference,
    Named,
    QuestionDifference,
    Said,
    Value,
)
from courses.rules.question_changes import plain_words
from courses.rules.word_differences import Fate, TextDifference
from courses.services.question_words import say_change

KINDS: Mapping[str, Promise] = {
    Kind.PAGE: gettext_lazy("page"),
    Kind.VIDEO: gettext_lazy("video"),
    Kind.QUIZ: gettext_lazy("quiz"),
    Kind.REFLECTION: gettext_lazy("reflection"),
    Kind.SCENARIO: gettext_lazy("scenario"),
    Kind.SURVEY: gettext_lazy("survey"),
    Kind.SESSION: gettext_lazy("session"),
    Kind.ATTESTATION: gettext_lazy("attestation"),
    Kind.PACKAGE: gettext_lazy("package"),
}
CRITERIA: Mapping[str, Promise] = {
    Criterion.VIEWED: gettext_lazy("it is opened"),
    Criterion.MINIMUM_TIME: gettext_lazy("it is open for long enough"),
    Criterion.TICKED: gettext_lazy("it is ticked"),
    Criterion.QUIZ_PASSED: gettext_lazy("the quiz is passed"),
    Criterion.QUIZ_SUBMITTED: gettext_lazy("the quiz is handed in"),
    Criterion.REFLECTION_WRITTEN: gettext_lazy("the reflection is written"),
    Criterion.SURVEY_ANSWERED: gettext_lazy("the survey is answered"),
    Criterion.SESSION_ATTENDED: gettext_lazy("the session is attended"),
    Criterion.ATTESTATION_SIGNED: gettext_lazy("the attestation is signed"),
}
SETTINGS: Mapping[str, Promise] = {
    "minimum_minutes": gettext_lazy("least minutes"),
    "src": gettext_lazy("film"),
    "captions": gettext_lazy("captions"),
    "opens_at": gettext_lazy("opening"),
    "closes_at": gettext_lazy("closing"),
    "attempts": gettext_lazy("attempts"),
    "delay_minutes": gettext_lazy("minutes between attempts"),
    "time_limit_minutes": gettext_lazy("minutes to hand in"),
    "at_expiry": gettext_lazy("when the time is over"),
    "grace_minutes": gettext_lazy("minutes of grace"),
    "keep": gettext_lazy("score that counts"),
    "shuffle": gettext_lazy("choices shuffled"),
    "shuffle_questions": gettext_lazy("questions shuffled"),
    "one_at_a_time": gettext_lazy("one question at a time"),
    "markers": gettext_lazy("markers of an essay"),
    "feedback": gettext_lazy("feedback"),
}
SETTING_VALUES: Mapping[str, Promise] = {
    "submit": gettext_lazy("what is saved is handed in"),
    "grace": gettext_lazy("time of grace"),
    "discard": gettext_lazy("nothing counts"),
    "highest": gettext_lazy("the highest"),
    "last": gettext_lazy("the last"),
    "first": gettext_lazy("the first"),
    "average": gettext_lazy("the average"),
    "at_once": gettext_lazy("everything at once"),
    "practice": gettext_lazy("practice"),
    "without_answers": gettext_lazy("without right answers"),
    "score_only": gettext_lazy("the score alone"),
    "after_close": gettext_lazy("after closing"),
    "nothing": gettext_lazy("nothing"),
}
VALUES: Mapping[Said, Promise] = {
    Said.TITLE: gettext_lazy("It is called “{after}” now, before “{before}”."),
    Said.HOURS: gettext_lazy("It gives {after} hours of credit, before {before}."),
    Said.KIND: gettext_lazy("It is of another kind: {after}, before {before}."),
    Said.CRITERION: gettext_lazy("It is done when {after}; before, when {before}."),
    Said.MINUTES: gettext_lazy("It takes {after} minutes, before {before}."),
    Said.PASS_MARK: gettext_lazy("The pass mark is {after}, before {before}."),
    Said.PREREQUISITES: gettext_lazy("To be done before it: {after}; until now: {before}."),
    Said.COUNT: gettext_lazy("It draws {after} of them, before {before}."),
    Said.POINTS: gettext_lazy("Each of them weighs {after} points, before {before}."),
}
NAMED: Mapping[tuple[str, Fate], Promise] = {
    ("source", Fate.NEW): gettext_lazy("The source {name} is new."),
    ("source", Fate.GONE): gettext_lazy("The source {name} is gone."),
    ("source", Fate.CHANGED): gettext_lazy("The source {name} is stated otherwise."),
    ("file", Fate.NEW): gettext_lazy("The file {name} is new."),
    ("file", Fate.GONE): gettext_lazy("The file {name} is gone."),
    ("file", Fate.CHANGED): gettext_lazy("The file {name} is another one."),
}
LONG = ("src", "captions")  # addresses
MOST_WORDS = 120  # characters of a question, as far as it names it


@dataclass(frozen=True, slots=True)
class Part:
    """The edition, a module, an activity or a question: what is said of it, then its own parts."""

    title: str
    sentences: tuple[str, ...] = ()
    texts: tuple[TextDifference, ...] = ()
    parts: tuple["Part", ...] = ()


@dataclass(frozen=True, slots=True)
class Told:
    """A difference in words; `language` is that of the texts and titles."""

    language: str
    is_first: bool
    front: Part
    modules: tuple[Part, ...]

    @property
    def is_empty(self) -> bool:
        return not (self.is_first or self.front.sentences or self.front.texts or self.modules)


def told(difference: EditionDifference) -> Told:
    """All of it, for the template. Of a first edition only its modules and activities by name."""
    if difference.is_first:
        modules = tuple(
            Part(module.title, parts=tuple(Part(each.title) for each in module.activities))
            for module in difference.modules
        )
        return Told(difference.language, True, Part(""), modules)
    front = Part("", tuple(_front(difference)), _texts(difference.summary))
    return Told(difference.language, False, front, tuple(map(_module, difference.modules)))


def say_value(value: Value) -> str:
    """A value that is another now, in one sentence."""
    if value.said == Said.REQUIRED:
        return _("It is required now.") if value.after else _("It is required no longer.")
    if value.said == Said.COMPLETION_RULE:
        return _("What completes the course is another rule now.")
    before, after = _worded(value, value.before), _worded(value, value.after)
    if value.said != Said.SETTING:
        return str(VALUES[value.said]).format(before=before, after=after)
    name = str(SETTINGS.get(value.name, value.name))
    if not (before and after):
        return _("Another setting: {name}.").format(name=name)
    said = {"name": name, "before": before, "after": after}
    return _("Another setting: {name}, {after}; before {before}.").format(**said)


def _worded(value: Value, held: object) -> str:
    """A value as one reads it; empty where it is too long to be read in a sentence."""
    if isinstance(held, bool):
        return _("yes") if held else _("no")
    if isinstance(held, Decimal):
        share = value.said == Said.PASS_MARK
        words = _("{share} %").format(share=plain(held * 100))
        return words.replace(" ", "\N{NO-BREAK SPACE}") if share else plain(held)
    if held is None or isinstance(held, list | tuple):
        return ", ".join(map(str, held or ())) or _("none")
    if isinstance(held, Mapping) or value.name in LONG:
        return ""
    words_of = {Said.KIND: KINDS, Said.CRITERION: CRITERIA, Said.SETTING: SETTING_VALUES}
    return str(words_of.get(value.said, {}).get(str(held), held))


def _front(difference: EditionDifference) -> Iterator[str]:
    yield from map(say_value, difference.values)
    if difference.summary:
        yield _("The summary changed.")
    for kind, found in (("source", difference.sources), ("file", difference.files)):
        for each in found:
            yield _say_named(kind, each)


def _say_named(kind: str, named: Named) -> str:
    return str(NAMED[kind, named.fate]).format(name=named.name)


def _texts(text: TextDifference | None) -> tuple[TextDifference, ...]:
    return (text,) if text and text.has_other_words else ()


def _module(module: ModuleDifference) -> Part:
    parts = tuple(map(_activity, module.activities))
    return Part(module.title, tuple(_of_module(module)), _texts(module.summary), parts)


def _of_module(module: ModuleDifference) -> Iterator[str]:
    if module.fate == Fate.NEW:
        yield _("The module is new.")
    if module.fate == Fate.GONE:
        yield _("The module is gone.")
    if module.is_moved:
        yield _("The module was moved.")
    yield from map(say_value, module.values)
    if module.summary:
        yield _("The summary changed.")


def _activity(activity: ActivityDifference) -> Part:
    questions = tuple(map(_question, activity.questions))
    sentences = tuple(_of_activity(activity))
    return Part(activity.title, sentences, _texts(activity.text), questions)


def _of_activity(activity: ActivityDifference) -> Iterator[str]:
    kind = str(KINDS[activity.kind])
    if activity.fate == Fate.NEW:
        yield _("New ({kind}).").format(kind=kind)
    if activity.fate == Fate.GONE:
        yield _("Gone ({kind}).").format(kind=kind)
    if activity.from_module:
        yield _("It was moved here from “{module}”.").format(module=activity.from_module)
    elif activity.is_moved:
        yield _("It was moved.")
    yield from map(say_value, activity.values)
    yield from _of_text(activity.text)
    yield from map(say_draw, activity.draws)


def _of_text(text: TextDifference | None) -> Iterator[str]:
    if text and text.has_other_words:
        yield _("The text changed.")
    elif text:
        yield _("The words are the same, and set differently.")


def _question(question: QuestionDifference) -> Part:
    prompt = plain_words(question.prompt)
    if len(prompt) > MOST_WORDS:
        prompt = prompt[:MOST_WORDS].rpartition(" ")[0] + "\N{HORIZONTAL ELLIPSIS}"
    return Part(prompt or question.key, tuple(_of_question(question)), _texts(question.text))


def _of_question(question: QuestionDifference) -> Iterator[str]:
    if question.fate == Fate.NEW:
        yield _("The question is new.")
    if question.fate == Fate.GONE:
        yield _("The question is gone.")
    if question.is_moved:
        yield _("The question was moved.")
    yield from _of_text(question.text)
    yield from map(say_change, question.changes)


def say_draw(draw: DrawDifference) -> str:
    """What changed in what a quiz draws, in one sentence or a few short ones."""
    said = {"bank": draw.bank, "tag": draw.tag}
    if draw.tag:
        from_bank = _("“{bank}”, those with the tag “{tag}”").format(**said)
    else:
        from_bank = _("“{bank}”").format(**said)
    if draw.fate == Fate.NEW:
        return _("It draws from {bank} now.").format(bank=from_bank)
    if draw.fate == Fate.GONE:
        return _("It draws from {bank} no longer.").format(bank=from_bank)
    parts = [_("What it draws from {bank}:").format(bank=from_bank), *map(say_value, draw.values)]
    counted = (
        (draw.new, ngettext("{n} question is new.", "{n} questions are new.", draw.new)),
        (draw.gone, ngettext("{n} question is gone.", "{n} questions are gone.", draw.gone)),
        (
            draw.changed,
            ngettext(
                "{n} question is worded anew.", "{n} questions are worded anew.", draw.changed
            ),
        ),
    )
    parts += [words.format(n=n) for n, words in counted if n]
    if draw.is_moved:
        parts.append(_("It stands in another place."))
    return " ".join(parts)
