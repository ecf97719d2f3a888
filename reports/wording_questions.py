"""What a page says of a quiz's questions: each figure and each finding in plain words."""

from collections.abc import Mapping, Sequence
from math import ceil, floor

from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import ngettext

from learning.rules.item_analysis import OPEN, Reliability, Third
from learning.rules.item_disclosure import Between
from learning.rules.item_findings import Finding, Noticed
from reports.queries.choices import PARTLY, RIGHT, WRONG
from reports.queries.questions import QuizFigures

# Nunnally (1978), Psychometric Theory, 2nd edition, pages 245-246: 0.70 will do where groups are
# compared; 0.90 is the least where something hangs on one person's score.
FOR_GROUPS, FOR_ONE = 0.70, 0.90
# Below, a correlation is uncertain by 0.2 either way: 1.96 of its standard error, 1 / sqrt(n).
FEW = 100

OUTCOME_WORDS: dict[str, str | Promise] = {
    RIGHT: _lazy("right"),
    PARTLY: _lazy("partly right"),
    WRONG: _lazy("not right"),
    OPEN: _lazy("left open"),
}
THIRDS: dict[Third, str | Promise] = {
    Third.WEAKEST: _lazy("weakest third"),
    Third.MIDDLE: _lazy("middle"),
    Third.STRONGEST: _lazy("strongest third"),
}
SENTENCES: dict[Noticed, str | Promise] = {
    Noticed.RIVAL_MORE: _lazy(
        "The strongest third chose %(choices)s more often than %(right)s: the choice marked right, "
        "or the wording, may be wrong."
    ),
    Noticed.RIVAL_EQUAL: _lazy(
        "The strongest third chose %(choices)s as often as %(right)s: the choice marked right, or "
        "the wording, may be wrong."
    ),
    Noticed.HALF_WRONG: _lazy(
        "Of the strongest third, half or more were not right: the choice marked right, or the "
        "wording, may be wrong."
    ),
    Noticed.REVERSED: _lazy("Those who did well overall did worse here."),
    Noticed.CHANCE: _lazy(
        "No more were right than by guessing: it is very hard, or the choice marked right is wrong."
    ),
    Noticed.HARD: _lazy(
        "Few were right: it is very hard, or what is accepted as right is too narrow."
    ),
    Noticed.WEAK: _lazy("Those who did well overall did hardly better here."),
    Noticed.EASY: _lazy("Almost everyone was right: it tells little."),
    Noticed.LEFT_OPEN: _lazy("One in ten or more left it open: was there time, and was it clear?"),
}


def sentence(finding: Finding, labels: Mapping[str, str]) -> str:
    """One finding; choices are named by their labels on the page."""
    choices = [labels[key] for key in finding.choices]
    if finding.noticed == Noticed.IDLE:
        words = ngettext(
            "Fewer than 5 in 100 chose %(choices)s: it distracts hardly anybody.",
            "Fewer than 5 in 100 chose each of %(choices)s: they distract hardly anybody.",
            len(choices),
        )
    else:
        words = str(SENTENCES[finding.noticed])
    return words % {"choices": both(choices), "right": labels.get(finding.right, "")}


def both(labels: Sequence[str]) -> str:
    """B; B and C; B, C and D."""
    return get_text_list(list(labels), _("and"))


def either(labels: Sequence[str]) -> str:
    """B; B or C; B, C or left open."""
    return get_text_list(list(labels), _("or"))


def headline(figures: QuizFigures) -> tuple[str, str]:
    """Of 12 questions, 3 want a look. 240 attempts are counted."""
    shown = [one for one in figures.questions if one.shown.n]
    if not shown:
        return (
            _("Fewer than 10 attempts: nothing is shown yet."),
            _("Figures come with the tenth."),
        )
    looked_at = sum(one.wants_a_look for one in shown)
    whole = ngettext("%(n)s question", "%(n)s questions", len(shown)) % {"n": grouped(len(shown))}
    words = ngettext(
        "Of %(whole)s, %(n)s wants a look.", "Of %(whole)s, %(n)s want a look.", looked_at
    )
    if not looked_at:
        words = _("Of %(whole)s, none wants a look.")
    counted = ngettext("%(n)s attempt is counted.", "%(n)s attempts are counted.", figures.attempts)
    return (
        words % {"whole": whole, "n": grouped(looked_at)},
        counted % {"n": grouped(figures.attempts)},
    )


def facility(between: Between) -> str:
    """58 %; at least 91 %; at most 8 %; between 60 % and 65 %."""
    low, high = per_cent(floor_of(between.low)), per_cent(ceil_of(between.high))
    if between.exact:
        return low
    if between.low <= 0 and between.high >= 1:
        return _("not shown")
    if between.high >= 1:
        return _("at least %(share)s") % {"share": low}
    if between.low <= 0:
        return _("at most %(share)s") % {"share": high}
    return _("between %(low)s and %(high)s") % {"low": low, "high": high}


def floor_of(share: float) -> int:
    """Whole per cent, rounded down; what binary arithmetic left under a whole one is none."""
    return floor(share * 100 + 1e-9)


def ceil_of(share: float) -> int:
    return ceil(share * 100 - 1e-9)


def per_cent(number: int) -> str:
    return (_("%(share)d %%") % {"share": number}).replace(" ", "\N{NO-BREAK SPACE}")


def decimal(number: float) -> str:
    """0.42; below zero with a minus sign that is one, no hyphen."""
    return number_format(round(number, 2) + 0.0, 2).replace("-", "\N{MINUS SIGN}")


def grouped(number: int) -> str:
    """1,342"""
    return number_format(number, force_grouping=True)


def reliability_words(found: Reliability, *, draws: bool) -> list[str]:
    """A sentence for alpha and one for KR-20; one that says why there are none."""
    if found.alpha is None:
        return [_without_alpha(found, draws=draws)]
    alpha = _("Alpha is %(alpha)s: %(meaning)s") % {
        "alpha": decimal(found.alpha),
        "meaning": _meaning(found.alpha),
    }
    if found.kr20 is None:
        return [alpha, _("There is no KR-20, because some questions give a share of the score.")]
    kr20 = _("KR-20 is %(kr20)s: where every response is right or not right, it is the same.")
    return [alpha, kr20 % {"kr20": decimal(found.kr20)}]


def _meaning(alpha: float) -> str:
    if alpha >= FOR_ONE:
        return _("the questions agree so well that a score may decide something for one person.")
    if alpha >= FOR_GROUPS:
        return _("good enough to compare groups, too little to decide something for one person.")
    return _(
        "the questions ask for different things, or are few. That is no fault where a quiz only "
        "makes sure that something was understood; it tells little about who knows more."
    )


def _without_alpha(found: Reliability, *, draws: bool) -> str:
    if draws:
        return _("Each attempt draws its own questions, so KR-20 and alpha have no meaning here.")
    if not found.n:
        return _("KR-20 and alpha are not shown: fewer than 10 attempts.")
    return _(
        "There is no KR-20 and no alpha: that takes two questions, and scores that are not all "
        "the same."
    )
