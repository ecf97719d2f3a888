"""What the pages with an audience on them share: its lines while they are written, and the count
of those whom they hold."""

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_POST

from accounts.http import SignedInRequest
from accounts.models import Audience, AudienceRule, User
from accounts.policies import assigning_paths
from accounts.rules.audience_lines import FIRST, ROOT, Lines, carried_out, read
from accounts.rules.audiences import Expression, parse
from accounts.services.audience_offers import offers
from accounts.services.audience_words import names_in, sentence
from courses.models import Course
from learning.forms.menu import lists_sent
from learning.forms.requirements import Written
from learning.forms.whom import WhomForm
from learning.models import Requirement, RequirementVersion
from learning.services.dates import today
from learning.services.requirement_preview import count_audience, sample_of

CHANGED = "rule-changed"  # what htmx hears when lines came or went


@dataclass(frozen=True, slots=True)
class Counted:
    """How many people an audience holds, the first of them, and whom it says; nothing of that
    while it is not whole."""

    is_whole: bool = False
    people: int = 0
    met: int = 0
    sample: tuple[User, ...] = ()
    says: str = ""


@require_POST
def count(request: SignedInRequest) -> HttpResponse:
    """How many people were meant, and the first of them: a part for htmx, else a page."""
    paths = assigning_paths(request.user, today(timezone.now()))
    if not paths:
        raise PermissionDenied
    part = "audience_count" if request.headers.get("HX-Request") else "audience_counted"
    context = {"section": "requirements", "counted": counted(request, paths)}
    return render(request, f"learning/{part}.html", context)


def counted(request: SignedInRequest, paths: list[str]) -> Counted:
    """What the form as it was sent holds today; of units none ticked, nobody."""
    now = timezone.now()
    form = WhomForm(request.POST)
    form.offer_whom(offers(paths, on=today(now), besides=kept_by(request, paths)))
    expression = form.counted()
    if expression is None:
        return Counted(is_whole=form.says_nobody())
    course = Course.objects.filter(key=key_sent(request, "course")).first()
    people, met = count_audience(expression, course, now=now)
    sample = tuple(sample_of(expression, now=now)) if people else ()
    says = sentence(expression, names_in(expression))
    return Counted(True, people, met, sample, says)


def key_sent(request: SignedInRequest, name: str) -> str:
    """A key that was sent, if it can be one: PostgreSQL takes no NUL."""
    sent = request.POST.get(name, "")
    return sent if sent.isascii() and sent.isprintable() else ""


def kept_by(request: SignedInRequest, paths: list[str]) -> Expression | None:
    """What the requirement, or the audience, that is being changed says, if it is theirs."""
    theirs = Requirement.objects.owned_under(paths)
    of = RequirementVersion.objects.newest().filter(
        requirement__in=theirs, requirement__key=key_sent(request, "requirement")
    )
    if said := of.values_list("audience", flat=True).first():
        return parse(said)
    rule = request.POST.get("based_on", "")[:15]  # no database takes longer numbers
    rules = AudienceRule.objects.standing().filter(
        audience__in=Audience.objects.owned_under(paths), pk=int(rule) if rule.isdecimal() else 0
    )
    said = rules.values_list("expression", flat=True).first()
    return parse(said) if said else None


def written(request: SignedInRequest, *, begin: Lines = FIRST) -> Written:
    """The lines as they were sent, after what was asked to be done with them."""
    if f"{ROOT}-combine" not in request.POST:
        return Written(begin)
    return Written(*carried_out(read(request.POST), request.POST.get("do", "")))


def as_typed(request: SignedInRequest) -> dict[str, Any]:
    """Everything that was sent, to be shown again unjudged."""
    sent: dict[str, Any] = {**request.POST.dict(), **lists_sent(request.POST)}
    if "units" in request.POST or "whom" in request.POST:
        sent["units"] = request.POST.getlist("units")
    return sent


def with_lines(
    request: SignedInRequest, page: str, context: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    """The page; of a deed with the lines, the lines alone for htmx."""
    if "do" in request.POST and request.headers.get("HX-Request"):
        reply = render(request, "learning/audience_lines.html", {"book": context["form"].book})
        reply.headers["HX-Trigger-After-Settle"] = CHANGED  # the new lines are counted
        return reply
    return render(request, page, context, status=status)
