"""The gaps of a cloze written as Moodle has them, in the text itself."""

import re
from html import escape

from django.utils.translation import gettext as _

from courses.interchange.question_extras import common_extras
from courses.interchange.question_weights import percent
from courses.interchange.question_writing import ONE, Plan, pattern_of
from courses.interchange.questions_read import Refused
from courses.rules.content import ChoiceContent
from courses.rules.marking.cloze import MENU, gaps_marked, gaps_of
from courses.rules.marking.kinds import listed, mapping

MARK = re.compile(r"\[\[([0-9]{1,3})\]\]")
SIGN = re.compile(r"[\\~#}]")
WEIGHT = re.compile(r"[0-9]{1,4}")


def cloze_text(plan: Plan) -> tuple[str, dict[str, str]]:
    """The prompt with its gaps written out, and what stands beside it.

    Refused where a gap weighs no whole number: Moodle has only these.
    """
    question = plan.question
    gaps = gaps_of(question.definition)
    names = list(gaps_marked(question.prompt))
    if sorted(names) != sorted(gaps):
        raise Refused(_("Its text has not one mark for each gap."))
    own = {name: _choices(plan, gaps[name]) for name in names}
    written = {name: _gap(gaps[name], own[name]) for name in names}
    in_order = [choice for name in names for choice in own[name]]
    extras = common_extras(question, in_order, ())
    if names != [str(nth) for nth in range(1, len(names) + 1)]:
        extras["gaps"] = ",".join(names)
    loose = [name for name in names if gaps[name].get("accents") is False]
    if loose:
        extras["accents"] = ",".join(f"{name}=no" for name in loose)
    text = MARK.sub(lambda found: written.get(found[1], found[0]), question.prompt)
    return text, extras


def _choices(plan: Plan, gap: object) -> list[ChoiceContent]:
    keys = set(listed(mapping(gap), "choices"))
    return [choice for choice in plan.question.choices if choice.key in keys]


def _gap(gap: object, choices: list[ChoiceContent]) -> str:
    said = mapping(gap)
    weight = str(said.get("weight", "1"))
    if not WEIGHT.fullmatch(weight):
        raise Refused(_("In Moodle the weight of a gap is a whole number."))
    menu = said.get("kind") == MENU
    kind = "MULTICHOICE" if menu else "SHORTANSWER_C" if said.get("case") is True else "SHORTANSWER"
    answers = "~".join(_answer(choice, menu) for choice in choices)
    return f"{{{'' if weight == '1' else weight}:{kind}:{answers}}}"


def _answer(choice: ChoiceContent, menu: bool) -> str:
    """A share of nothing is written too where the text would else be taken for one."""
    text = choice.text if menu else escape(pattern_of(choice), quote=False)
    sign = "=" if choice.weight == ONE else f"%{percent(choice.weight)}%"
    if not choice.weight and text[:1] not in ("=", "%"):
        sign = ""
    # After an ampersand # would begin the number of a character, not the feedback.
    apart = " " if text.endswith(("&", "&amp;")) else ""
    told = f"{apart}#{_escaped(choice.feedback)}" if choice.feedback else ""
    return f"{sign}{_escaped(text)}{told}"


def _escaped(text: str) -> str:
    return SIGN.sub(lambda found: f"\\{found[0]}", text)
