"""From what a file says of a question's answers to the stored form of its kind (DOMAIN 4)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from django.utils.translation import gettext as _

from courses.interchange.question_extras import Extras
from courses.interchange.question_keys import keys_of_texts, letters
from courses.interchange.question_weights import held_shares
from courses.interchange.questions_read import Refused
from courses.rules.content import ChoiceContent, Json
from courses.rules.content_hash import plain
from courses.rules.marking.multiple import RULES
from courses.rules.scores import rounded

ONE, NOTHING = Decimal(1), Decimal(0)
WHOLE = "whole"  # the criterion of an essay that came without a rubric
MOST = 100  # answers of one question
# Words of the questions themselves, by the language of the bank: no file says them.
TRUTH = {
    "en": {True: "True", False: "False"},
    "es": {True: "Verdadero", False: "Falso"},
}
RESPONSE = {"en": "The response as a whole", "es": "La respuesta en su conjunto"}


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer of a file, its texts as they are stored; `share` is of the score, from -1 to 1."""

    text: str
    share: Decimal = NOTHING
    feedback: str = ""


@dataclass(frozen=True, slots=True)
class NumberAnswer:
    """An accepted number, as written."""

    value: str
    tolerance: str = "0"
    share: Decimal = ONE
    feedback: str = ""


@dataclass(frozen=True, slots=True)
class Built:
    """The stored form of a question's kind; a cloze brings its own prompt, and points."""

    kind: str
    definition: Json = field(default_factory=dict)
    choices: tuple[ChoiceContent, ...] = ()
    prompt: str | None = None
    points: Decimal = ONE

    def kept_in_place(self) -> "Built":
        """The same, its choices never shuffled."""
        return replace(self, choices=tuple(replace(it, fixed=True) for it in self.choices))


def choose_one(answers: Sequence[Answer], extras: Extras) -> Built:
    """A single choice: one answer brings it all, the others what share they carry."""
    shares = [rounded(answer.share) for answer in answers]
    if shares.count(ONE) > 1:
        raise Refused(_("Several of its choices are right, and only one can be chosen."))
    return Built("single", {}, _choices(answers, shares, extras))


def choose_several(answers: Sequence[Answer], extras: Extras) -> Built:
    """A multiple response by weights, unless another rule is written beside it."""
    rule = extras.text("rule")
    if rule in RULES and rule != "weights":
        shares = [ONE if answer.share > 0 else NOTHING for answer in answers]
        return Built("multiple", {"rule": rule}, _choices(answers, shares, extras))
    shares = held_shares([answer.share for answer in answers])
    return Built("multiple", {"rule": "weights"}, _choices(answers, shares, extras))


def _choices(
    answers: Sequence[Answer], shares: Sequence[Decimal], extras: Extras
) -> tuple[ChoiceContent, ...]:
    _all_say_something([answer.text for answer in answers])
    keys = extras.keys(letters(len(answers)))
    return tuple(
        ChoiceContent(key, answer.text, answer.feedback, weight)
        for key, answer, weight in zip(keys, answers, shares, strict=True)
    )


def _all_say_something(texts: Sequence[str]) -> None:
    if not all(texts):
        raise Refused(_("One of its answers says nothing."))
    if len(texts) > MOST:
        raise Refused(too_many())


def too_many() -> str:
    return _("It has more than {most} answers.").format(most=MOST)


def words_of_truth(language: str) -> dict[bool, str]:
    """What the choices of a true or false question say where the file does not."""
    return TRUTH.get(language.partition("-")[0], TRUTH["en"])


def true_or_false(right: bool, feedback: Mapping[bool, str], words: Mapping[bool, str]) -> Built:
    """True first, as it is read."""
    return Built(
        "true_false",
        {},
        tuple(
            ChoiceContent(key, words[value], feedback.get(value, ""), Decimal(value is right))
            for value, key in ((True, "true"), (False, "false"))
        ),
    )


def typed(answers: Sequence[Answer], extras: Extras, *, case: bool = False) -> Built:
    """A short text: accents matter, as they do elsewhere, and case where the file says so."""
    compared = extras.listed("compare") if "compare" in extras.said else None
    definition = {
        "case": case if compared is None else "case" in compared,
        "accents": True if compared is None else "accents" in compared,
    }
    shares = [rounded(answer.share) for answer in answers]
    return Built("short_text", definition, _choices(answers, shares, extras))


def number(
    answers: Sequence[NumberAnswer],
    extras: Extras,
    *,
    units: Mapping[str, str],
    unit_required: bool,
) -> Built:
    """Accepted numbers; one whose tolerance is a share of it has that share beside it."""
    keys = extras.keys(letters(len(answers)))
    relative = extras.stated("relative")
    accepted = {
        key: {
            "value": answer.value,
            "tolerance": relative.get(key, answer.tolerance),
            "relative": key in relative,
        }
        for key, answer in zip(keys, answers, strict=True)
    }
    definition = {"accepted": accepted, "units": dict(units), "unit_required": unit_required}
    return Built(
        "numeric",
        definition,
        tuple(
            ChoiceContent(key, "", answer.feedback, rounded(answer.share))
            for key, answer in zip(keys, answers, strict=True)
        ),
    )


def match(pairs: Sequence[tuple[str, str]], extras: Extras) -> Built:
    """Stems and options; a pair without a stem is an option that is right for none.

    The options' keys and order give no pair away.
    """
    stems = [stem for stem, _option in pairs if stem]
    options = list(dict.fromkeys(option for _stem, option in pairs))
    _all_say_something(options)
    _all_say_something(stems)
    known = [f"s{nth}" for nth in range(1, len(stems) + 1)] + keys_of_texts("o", options)
    keys = extras.keys(known)
    key_of = dict(zip(options, keys[len(stems) :], strict=True))
    right = (key_of[option] for stem, option in pairs if stem)
    shown = options if extras.listed("keys") else sorted(options, key=str.casefold)
    choices = [ChoiceContent(*said) for said in zip(keys, stems, strict=False)]
    choices += [ChoiceContent(key_of[option], option) for option in shown]
    return Built("matching", {"pairs": dict(zip(keys, right, strict=False))}, tuple(choices))


def put_in_order(items: Sequence[Answer], extras: Extras) -> Built:
    """Things in their right order; their keys give nothing of it away."""
    texts = [item.text for item in items]
    _all_say_something(texts)
    keys = extras.keys(keys_of_texts("i", texts))
    choices = (
        ChoiceContent(key, item.text, item.feedback) for key, item in zip(keys, items, strict=True)
    )
    return Built("ordering", {}, tuple(choices))


def written_at_length(
    points: Decimal,
    extras: Extras,
    language: str,
    *,
    criteria: Sequence[str] = (),
    words: str = "",
) -> Built:
    """An essay with these criteria; without any, with one for the whole of it.

    One criterion brings all the points; what each of several brings is written beside them.
    """
    limit: dict[str, object] = {"words": int(words)} if _is_whole(words) else {}
    most = extras.listed("rubric")
    if len(criteria) > 1 and len(criteria) != len(most):
        raise Refused(_("How many points each criterion of its rubric has is not said."))
    said = list(criteria) or [whole_of(language)]
    usual = letters(len(said)) if most else [WHOLE]
    keys = extras.keys(usual)
    rubric = dict(zip(keys, most or [plain(points or ONE)], strict=True))
    return Built("essay", {"rubric": rubric, **limit}, tuple(map(ChoiceContent, keys, said)))


def whole_of(language: str) -> str:
    """What the one criterion of an essay says that has no others."""
    return RESPONSE.get(language.partition("-")[0], RESPONSE["en"])


def _is_whole(text: str) -> bool:
    return text.isascii() and text.isdigit() and 0 < len(text) < 7
