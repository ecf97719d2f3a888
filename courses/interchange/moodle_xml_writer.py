"""Questions written in Moodle XML, their pictures within; what else Concord knows stands beside."""

import base64
import hashlib
import re
from collections.abc import Callable, Iterator, Sequence
from html import escape

from django.utils.translation import gettext as _

from courses.interchange.markdown_dialect import Picture
from courses.interchange.moodle_xml import read_moodle_xml
from courses.interchange.moodle_xml_gaps import cloze_text
from courses.interchange.moodle_xml_units import multiplier
from courses.interchange.question_weights import percent, percents
from courses.interchange.question_writing import (
    Plan,
    Written,
    is_marked_as_a_whole,
    no_feedback_for_parts,
    number_of,
    pairs_of,
    pattern_of,
    planned,
    says_the_usual,
    shares_of,
    write_all,
)
from courses.interchange.questions_read import Finds, Refused, name_of
from courses.rules.content import ChoiceContent, FileContent, QuestionContent
from courses.rules.content_hash import plain
from courses.rules.marking.kinds import mapping

TYPES = {
    "single": "multichoice",
    "multiple": "multichoice",
    "true_false": "truefalse",
    "short_text": "shortanswer",
    "numeric": "numerical",
    "matching": "matching",
    "ordering": "ordering",
    "essay": "essay",
    "cloze": "cloze",
    "stimulus": "description",
}
FILE = re.compile(r"/assets/([0-9a-f]{64})/([A-Za-z0-9][A-Za-z0-9._-]*)")
HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n<quiz>\n'
TAIL = "</quiz>\n"

Bytes = Callable[[str], bytes | None]  # what the file with this SHA-256 holds, if it is here


def write_moodle_xml(
    questions: Sequence[QuestionContent], *, language: str, held: Bytes
) -> Written:
    """A file of the questions that Moodle XML can hold, and a list of the others."""

    def write(question: QuestionContent) -> str:
        return "".join(f"{line}\n" for line in _Writer(held).question(question, language))

    def read(piece: str) -> Finds:
        return read_moodle_xml(f"{HEAD}{piece}{TAIL}", language=language, keep=_as_it_was)

    pieces, keys, lacking = write_all(questions, write, read)
    return Written(f"{HEAD}{''.join(pieces)}{TAIL}", tuple(keys), tuple(lacking))


def _as_it_was(name: str, data: bytes) -> Picture:
    """Where the file will be once it is kept."""
    return Picture(FileContent(name, hashlib.sha256(data).hexdigest()).address)


class _Writer:
    """Writes one question."""

    def __init__(self, held: Bytes) -> None:
        self.held = held

    def question(self, question: QuestionContent, language: str) -> Iterator[str]:
        if question.kind not in TYPES:
            raise Refused(_("Moodle has no {kind} questions.").format(kind=question.kind))
        plan = planned(question, language)
        prompt, answers = question.prompt, list[str]()
        if question.kind == "cloze":
            prompt, more = cloze_text(plan)
            plan.extras.update(more)
        else:
            answers = list(ANSWERS[question.kind](self, plan, language))
        yield f'<question type="{TYPES[question.kind]}">'
        yield f"<name>{_text(name_of('', question.prompt) or question.key)}</name>"
        yield self.rich("questiontext", prompt)
        yield self.rich("generalfeedback", question.explanation)
        yield f"<defaultgrade>{plain(question.points)}</defaultgrade>"
        yield f"<idnumber>{question.key}</idnumber>"
        yield from answers
        for hint in question.hints:
            yield self.rich("hint", hint)
        if question.tags:
            tags = "".join(f"<tag>{_text(tag)}</tag>" for tag in sorted(question.tags))
            yield f"<tags>{tags}</tags>"
        if plan.extras:
            said = " ".join(f'{name}="{escape(text)}"' for name, text in plan.extras.items())
            yield f"<concord {said}/>"
        yield "</question>"

    def rich(self, tag: str, html: str, attributes: str = "", inner: str = "") -> str:
        """An element with a rich text and the files that it shows."""
        files: dict[str, str] = {}
        for sha256, name in FILE.findall(html):
            if files.setdefault(name, sha256) != sha256:
                raise Refused(_("Two files in one of its texts have the same name."))
        html = FILE.sub(lambda found: f"@@PLUGINFILE@@/{found[2]}", html)
        beside = "".join(self._file(name, sha256) for name, sha256 in files.items())
        return f'<{tag}{attributes} format="html">{_text(html)}{beside}{inner}</{tag}>'

    def _file(self, name: str, sha256: str) -> str:
        data = self.held(sha256)
        if data is None:
            raise Refused(_("The file “{name}” that it shows is not here.").format(name=name))
        encoded = base64.b64encode(data).decode("ascii")
        return f'<file name="{name}" path="/" encoding="base64">{encoded}</file>'

    def _answer(self, fraction: str, text: str, choice: ChoiceContent, inner: str = "") -> str:
        feedback = self.rich("feedback", choice.feedback) if choice.feedback else ""
        return self.rich("answer", text, f' fraction="{fraction}"', feedback + inner)

    def _plain_answer(
        self, fraction: str, text: str, choice: ChoiceContent, inner: str = ""
    ) -> str:
        """Of what is no markup, whatever the format says."""
        feedback = self.rich("feedback", choice.feedback) if choice.feedback else ""
        return f'<answer fraction="{fraction}">{_text(text)}{feedback}{inner}</answer>'

    def choices(self, plan: Plan, language: str) -> Iterator[str]:
        single = plan.question.kind == "single"
        written = (
            [percent(choice.weight) for choice in plan.choices]
            if single
            else percents(shares_of(plan.question))
        )
        kept = bool(plan.choices) and all(choice.fixed for choice in plan.choices)
        yield f"<single>{'true' if single else 'false'}</single>"
        yield f"<shuffleanswers>{'false' if kept else 'true'}</shuffleanswers>"
        for choice, fraction in zip(plan.choices, written, strict=True):
            yield self._answer(fraction, choice.text, choice)

    def truth(self, plan: Plan, language: str) -> Iterator[str]:
        for choice in plan.choices:
            yield self._plain_answer(percent(choice.weight), choice.key, choice)

    def short_text(self, plan: Plan, language: str) -> Iterator[str]:
        yield f"<usecase>{int(plan.question.definition.get('case') is True)}</usecase>"
        for choice in plan.choices:
            yield self._plain_answer(percent(choice.weight), pattern_of(choice), choice)

    def numeric(self, plan: Plan, language: str) -> Iterator[str]:
        for choice in plan.choices:
            number = number_of(plan.question, choice)
            tolerance = f"<tolerance>{number.tolerance}</tolerance>"
            yield self._plain_answer(percent(choice.weight), number.value, choice, tolerance)
        units = mapping(plan.question.definition.get("units"))
        if not units:
            yield "<showunits>3</showunits>"
        else:
            yield from _units({name: str(factor) for name, factor in units.items()})
        if plan.question.definition.get("unit_required") is True:
            yield "<unitgradingtype>1</unitgradingtype><unitpenalty>1</unitpenalty>"

    def matching(self, plan: Plan, language: str) -> Iterator[str]:
        no_feedback_for_parts(plan.question)
        for stem, option in pairs_of(plan):
            yield self.rich("subquestion", stem, inner=f"<answer>{_text(option)}</answer>")

    def ordering(self, plan: Plan, language: str) -> Iterator[str]:
        yield "<layouttype>VERTICAL</layouttype><selecttype>ALL</selecttype>"
        yield "<gradingtype>ABSOLUTE_POSITION</gradingtype>"
        for place, choice in enumerate(plan.choices, 1):
            yield self._answer(str(place), choice.text, choice)

    def essay(self, plan: Plan, language: str) -> Iterator[str]:
        question = plan.question
        no_feedback_for_parts(question)
        if "words" in question.definition:
            yield f"<maxwordlimit>{question.definition['words']}</maxwordlimit>"
        if not is_marked_as_a_whole(question):
            items = "".join(f"<li>{choice.text}</li>" for choice in plan.choices)
            yield self.rich("graderinfo", f"<ul>{items}</ul>")
        elif not says_the_usual(question, language):
            yield self.rich("graderinfo", plan.choices[0].text)

    def nothing(self, plan: Plan, language: str) -> Iterator[str]:
        yield from ()


def _units(units: dict[str, str]) -> Iterator[str]:
    """The right number's own unit first: it is the one that Moodle shows."""
    written = {name: multiplier(factor) for name, factor in units.items()}
    yield "<units>"
    for name in sorted(written, key=lambda name: (written[name] != "1", name)):
        yield (
            f"<unit><multiplier>{written[name]}</multiplier>"
            f"<unit_name>{escape(name)}</unit_name></unit>"
        )
    yield "</units>"


def _text(text: str) -> str:
    """A text as it is, markup and all."""
    if not set(text) & set("<>&"):
        return f"<text>{text}</text>"
    return f"<text><![CDATA[{text.replace(']]>', ']]]]><![CDATA[>')}]]></text>"


ANSWERS: dict[str, Callable[[_Writer, Plan, str], Iterator[str]]] = {
    "single": _Writer.choices,
    "multiple": _Writer.choices,
    "true_false": _Writer.truth,
    "short_text": _Writer.short_text,
    "numeric": _Writer.numeric,
    "matching": _Writer.matching,
    "ordering": _Writer.ordering,
    "essay": _Writer.essay,
    "stimulus": _Writer.nothing,
}
