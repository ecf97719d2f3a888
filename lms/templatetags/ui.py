"""The few tags and filters that templates share. Nothing here asks the database."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import ROUND_FLOOR, Decimal
from functools import lru_cache
from math import pi
from typing import Any

from django import template
from django.conf import settings
from django.core.paginator import Page
from django.forms import BoundField
from django.template.context import Context
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, ngettext, pgettext
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

register = template.Library()

NEAR_DAYS = 7
PAST_DAYS = 14
MOST_SEATS = 48
# How many page links may stand side by side before the middle ones give way.
PAGES_EACH_SIDE = 2

# The first that matches names it: every browser also claims to be several others.
BROWSERS = ("Edg", "OPR", "Firefox", "Chrome", "Safari")
SYSTEMS = ("iPhone", "iPad", "Android", "Windows", "Mac OS", "CrOS", "Linux")
PLAIN_NAMES = {"Edg": "Edge", "OPR": "Opera", "CrOS": "ChromeOS", "Mac OS": "macOS"}

STATUS_WORDS = {
    "not_started": _lazy("Not started"),
    "due_soon": _lazy("Due soon"),
    "in_progress": _lazy("In progress"),
    "overdue": _lazy("Overdue"),
    "completed": _lazy("Completed"),
    "completed_on_time": _lazy("Completed on time"),
    "completed_late": _lazy("Completed late"),
    "waived": _lazy("Waived"),
    "withdrawn": _lazy("Withdrawn"),
    "expired": _lazy("Expired"),
    "scheduled": _lazy("Scheduled"),
}


@register.filter
def status_word(standing: str) -> str:
    """A standing in words; an unknown one is a bug and raises."""
    return str(STATUS_WORDS[str(standing)])


@register.filter(expects_localtime=True)
def full_date(day: date | None) -> str:
    """31 January 2027; nothing of nothing."""
    shape = pgettext("a date in full, in Django's letters", "j F Y")
    return date_format(day, shape) if day else ""


@register.filter(expects_localtime=True)
def full_moment(at: datetime | None) -> str:
    """31 January 2027, 17:00; nothing of nothing."""
    shape = pgettext("a date in full and a time of day, in Django's letters", "j F Y, H:i")
    return date_format(at, shape) if at else ""


@register.filter
def full_month(day: date) -> str:
    """January 2027."""
    return date_format(day, pgettext("a month in full, in Django's letters", "F Y"))


@register.filter
def near_date(day: date, today: date) -> str:
    """A day in words when near, in full when far; the seventh day ahead is still near."""
    days = (day - today).days
    if days == 0:
        return _("today")
    if days == 1:
        return _("tomorrow")
    if days == -1:
        return _("yesterday")
    if 1 < days <= NEAR_DAYS:
        return _("%(weekday)s, in %(days)d days") % {
            "weekday": date_format(day, "l"),
            "days": days,
        }
    if -PAST_DAYS <= days < -1:
        return _("%(days)d days ago") % {"days": -days}
    return full_date(day)


@register.filter
def due_words(day: date, today: date) -> str:
    """Due Friday, in 3 days; Was due yesterday."""
    days, words = (day - today).days, {"day": near_date(day, today)}
    if days < -PAST_DAYS:  # some languages need an article before the name of a day
        return pgettext("a day in full", "Was due %(day)s") % words
    if days < 0:
        return _("Was due %(day)s") % words
    if days <= 1:
        return _("Due tomorrow") if days else _("Due today")
    return _("Due %(day)s") % words


@register.filter
def minutes_words(minutes: int) -> str:
    """12 minutes; 1 hour 5 minutes; 2 hours."""
    hours, rest = divmod(int(minutes), 60)
    parts = []
    if hours:
        parts.append(ngettext("%(n)d hour", "%(n)d hours", hours) % {"n": hours})
    if rest or not hours:
        parts.append(ngettext("%(n)d minute", "%(n)d minutes", rest) % {"n": rest})
    return " ".join(parts)


@register.filter
def share(value: float | Decimal | None) -> str:
    """0.86 as 86 %, cut and never rounded up: 100 % means all of them. Nothing is a dash.

    The blank before the sign is one at which no line breaks.
    """
    if value is None:
        return "\N{EN DASH}"
    per_cent = (Decimal(str(value)) * 100).to_integral_value(ROUND_FLOOR)
    words = _("%(share)d %%") % {"share": per_cent}
    return words.replace(" ", "\N{NO-BREAK SPACE}")


@register.filter
def browser_name(user_agent: str) -> str:
    """What a browser says of itself, as a person would: Firefox on Windows."""
    browser = next((name for name in BROWSERS if name in user_agent), "")
    system = next((name for name in SYSTEMS if name in user_agent), "")
    if not browser:
        return _("Another program")
    words = {
        "browser": PLAIN_NAMES.get(browser, browser),
        "system": PLAIN_NAMES.get(system, system),
    }
    return _("%(browser)s on %(system)s") % words if system else words["browser"]


@register.simple_tag
def kept(template_name: str) -> SafeString:
    """A part that is the same for everybody: rendered once in a process and language."""
    return _kept(template_name, get_language())


@lru_cache(maxsize=64)
def _kept(template_name: str, language: str | None) -> SafeString:
    return render_to_string(template_name)


@register.simple_tag(takes_context=True)
def nav_link(
    context: Context, name: str, words: str, section: str = "", kind: str = ""
) -> SafeString:
    """A link that knows where the person is: this very page, or a page of its section.

    The page says its section; of one that says none, the address tells.
    """
    url = reverse(name)
    request = context.get("request")
    path = request.path if request else ""
    said = context.get("section")
    inside = said == section if said else url != "/" and path.startswith(url)
    attributes = SafeString(f' class="{kind}"' if kind else "")
    if path == url:
        attributes += SafeString(' aria-current="page"')
    elif inside:
        attributes += SafeString(' aria-current="true"')
    return format_html('<a href="{}"{}>{}</a>', url, attributes, words)


@register.simple_tag
def control(field: BoundField, hint: str = "", **attributes: str) -> SafeString:
    """A field's control without a placeholder: what it asks for stands in its label.

    `hint` is the id of a sentence that describes it, beside its own help text and errors.
    """
    if hint:
        attributes["aria-describedby"] = f"{field.aria_describedby or ''} {hint}".strip()
    return field.as_widget(attrs={"placeholder": False, **attributes})


@register.simple_tag
def code_minutes() -> str:
    """How long a mailed sign-in code works."""
    return minutes_words(settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT // 60)


@register.simple_tag(name="seats")
def drawn_seats(states: Sequence[str], label: str = "", decoration: bool = False) -> SafeString:
    """The circle of seats as SVG; the same one is drawn once in a process and language."""
    return _drawn(tuple(states), label, decoration, get_language())


@lru_cache(maxsize=512)
def _drawn(
    states: tuple[str, ...], label: str, decoration: bool, language: str | None
) -> SafeString:
    return render_to_string("components/seats.html", seats(states, label, decoration))


def seats(states: Sequence[str], label: str = "", decoration: bool = False) -> dict[str, Any]:
    """The circle of seats. Each state, in order, is done, here or open; above 48, a likeness."""
    done, total = states.count("done"), len(states)
    drawn = list(states)
    if total > MOST_SEATS:
        drawn = [states[place * total // MOST_SEATS] for place in range(MOST_SEATS)]
    words = ngettext(
        "%(done)d of %(n)d activity done", "%(done)d of %(n)d activities done", total
    ) % {"done": done, "n": total}
    return {
        "seats": seat_places(drawn),
        "done": done,
        "total": total,
        "label": label or words,
        "decoration": decoration,
        **seat_size(len(drawn)),
    }


@register.inclusion_tag("components/seats.html")
def circle(done: int, total: int) -> dict[str, Any]:
    """The circle as an ornament: so many seats taken, and the rest kept."""
    return seats(["done"] * done + ["open"] * (total - done), decoration=True)


def seat_places(states: Sequence[str]) -> list[dict[str, str]]:
    """Each seat's state and how far round the circle it stands, in degrees."""
    step = 360 / max(1, len(states))
    start = step / 2 if len(states) > 1 else 0
    return [
        {"state": state, "turn": f"{start + place * step:.2f}"}
        for place, state in enumerate(states)
    ]


def seat_size(count: int) -> dict[str, str]:
    """One seat's radii and place, so that neighbours keep some air and none leaves the drawing."""
    pitch = 0.392 * 2 * pi / max(1, count)
    across = min(44.0, 147 * pitch / (1 + 0.711 * pitch))
    deep = across * 0.711
    return {"rx": f"{across:.1f}", "ry": f"{deep:.1f}", "cy": f"{deep + 3:.1f}"}


@register.inclusion_tag("components/pages.html", takes_context=True)
def pages(context: Context, page: "Page[Any]") -> dict[str, Any]:
    """Links to the pages of a list, keeping the filters of the address."""
    query = context["request"].GET.copy()

    def link(number: int) -> str:
        query["page"] = str(number)
        return f"?{query.urlencode()}"

    numbers = page.paginator.get_elided_page_range(
        page.number, on_each_side=PAGES_EACH_SIDE, on_ends=1
    )
    return {
        "page": page,
        "links": [
            {"number": number, "url": link(number) if isinstance(number, int) else ""}
            for number in numbers
        ],
        "back_url": link(page.previous_page_number()) if page.has_previous() else "",
        "next_url": link(page.next_page_number()) if page.has_next() else "",
    }
