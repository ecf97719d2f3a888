"""What a version of a requirement says, in words; and in what two of them differ."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from accounts.services.audience_words import Seen
from courses.models import Course, Edition
from learning.models import RequirementVersion
from learning.rules.renewal import LEAP_YEAR
from learning.services.explanations import due_rule, whom
from learning.services.menu_words import menu_words
from learning.services.menus import Menu, menu_of
from learning.services.shorter import keys_of, newest_outline

Renewal = RequirementVersion.Renewal


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that two versions say differently."""

    name: str
    before: str
    after: str


def title_of(course: Course) -> str:
    """What its newest edition is called."""
    published = Edition.objects.published().filter(course=course, language=course.language)
    newest = published.newest_first().values_list("title", flat=True).first()
    return newest or course.key


def renewal_rule(version: RequirementVersion) -> str:
    """How long a completion is valid, and from when it may be renewed."""
    if version.renewal == Renewal.NONE:
        return _("Asked once: a completion is valid for good.")
    valid = {
        Renewal.COMPLETION.value: _("Valid for %(time)s after each completion."),
        Renewal.EXPIRY.value: _("Valid for %(time)s after the last validity ended."),
        Renewal.FIXED.value: _("Valid until the next of the days %(time)s apart."),
        Renewal.ANNIVERSARY.value: _("Valid until the next %(day)s."),
    }[version.renewal]
    window = version.window_months or 0
    opens = ngettext(
        "It may be renewed from %(n)d month before the end.",
        "It may be renewed from %(n)d months before the end.",
        window,
    )
    sentences = [
        valid % {"time": _months(version.active_months or 0), "day": _day_of_year(version)}
    ]
    sentences.append(opens % {"n": window})
    if version.minimum_months:
        least = _("It is valid for at least %(time)s.")
        sentences.append(least % {"time": _months(version.minimum_months)})
    if version.renewal_course:
        shorter = _("A renewal asks for “%(course)s”; the whole course counts, too.")
        sentences.append(shorter % {"course": title_of(version.renewal_course)})
    if version.renewal_modules:
        sentences.append(fewer_modules(version))
    return " ".join(sentences)


def fewer_modules(version: RequirementVersion) -> str:
    """Which modules a renewal asks for, by their titles; by the key what an edition has no more."""
    known = version.course and newest_outline(version.course)
    titles = {each.key: each.title for each in known.modules} if known else {}
    names = [*(titles[it] for it in titles if it in keys_of(version.renewal_modules))]
    names += sorted(keys_of(version.renewal_modules) - titles.keys())
    words = ngettext(
        "A renewal asks for the module %(names)s only; the whole course counts, too.",
        "A renewal asks for the modules %(names)s only; the whole course counts, too.",
        len(names),
    )
    return words % {"names": ", ".join(_("“%(title)s”") % {"title": each} for each in names)}


def least_time(version: RequirementVersion) -> str:
    """The least time that anybody gets; nothing where it is not said."""
    days = version.minimum_days
    if not days:
        return ""
    return ngettext(
        "Whoever is asked with less than %(n)d day left gets a week more than that.",
        "Whoever is asked with less than %(n)d days left gets a week more than that.",
        days,
    ) % {"n": days}


SAYS: list[tuple[Callable[[], str], Callable[[RequirementVersion], str]]] = [
    (lambda: _("Title"), lambda it: it.title),
    (lambda: _("Why it is asked"), lambda it: it.purpose),
    (lambda: _("By when"), lambda it: f"{due_rule(it)} {least_time(it)}".strip()),
    (lambda: _("How often"), renewal_rule),
]


def what_words(version: RequirementVersion, menu: Menu | None = None) -> str:
    """The course, or the hours and their menu; that of a version not saved comes along."""
    if version.course is not None:
        return title_of(version.course)
    return menu_words(version.hours or Decimal(0), menu or menu_of(version))


def differences(
    before: RequirementVersion, after: RequirementVersion, *, seen: Seen, menu: Menu | None = None
) -> list[Difference]:
    """What the second says differently, in words; with its menu, if it is not saved.

    Nobody is named but those who may be `seen`.
    """
    said = [(name(), words(before), words(after)) for name, words in SAYS]
    said.insert(1, (_("What"), what_words(before), what_words(after, menu)))
    said.insert(2, (_("Of whom"), whom(before, seen=seen), whom(after, seen=seen)))
    return [Difference(*each) for each in said if each[1] != each[2]]


def _months(number: int) -> str:
    return ngettext("%(n)d month", "%(n)d months", number) % {"n": number}


def _day_of_year(version: RequirementVersion) -> str:
    if not version.anniversary:
        return ""
    month, day = (int(part) for part in version.anniversary.split("-"))
    shape = pgettext("a day of the year, in Django's letters", "j F")
    return date_format(date(LEAP_YEAR, month, day), shape)
