"""Saved audiences: what there is, what each says and who goes by it; and ending one."""

from collections.abc import Callable
from functools import partial, wraps
from typing import TypeVar, cast
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from accounts.forms import ReasonForm
from accounts.http import SignedInRequest
from accounts.models import AudienceRule
from accounts.models.audience import AudienceRuleQuerySet
from accounts.models.user import UserQuerySet
from accounts.policies import assigning_paths, covers, people_under, runs_the_site
from accounts.rules.audiences import Expression, parse
from accounts.rules.roles import Role
from accounts.services.audience_words import names_in, sentence
from accounts.services.audiences import people_matching
from learning.services.audience_change import end_audience, used_by, uses
from learning.services.dates import today
from learning.services.requirement_preview import SAMPLE

PER_PAGE = 50
View = TypeVar("View", bound=Callable[..., HttpResponse])


def admins_only(view: View) -> View:
    """403 for everybody else: the page is there, and not theirs."""

    @wraps(view)
    def guarded(request: SignedInRequest, *args: object, **kwargs: object) -> HttpResponse:
        if Role.ADMIN not in request.user.roles:
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return cast(View, guarded)


@admins_only
@require_GET
def audiences(request: SignedInRequest) -> HttpResponse:
    """Every audience of the units that this admin runs and of those above, by name."""
    words = request.GET.get("q", "").strip()
    rules = rules_seen(request).filter(name__icontains=words) if words else rules_seen(request)
    page = Paginator(rules.order_by("name", "id"), PER_PAGE).get_page(request.GET.get("page"))
    listed = [(rule, parse(rule.expression)) for rule in page.object_list]
    seen, used = partial(people_seen, request), uses()
    names = names_in(*(said for _rule, said in listed), seen=seen)
    context = {
        "section": "requirements",
        "page": page,
        "words": words,
        "rows": [
            (rule, sentence(said, names), used.get(str(rule.audience.uuid), []))
            for rule, said in listed
        ],
    }
    return render(request, "learning/audiences.html", context)


@admins_only
@require_GET
def audience(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """What one says, whom it holds today, what goes by it, and what it said before."""
    rule = get_object_or_404(rules_seen(request), audience__uuid=uuid)
    said = parse(rule.expression)
    people = people_in_scope(request, said)
    day = today(timezone.now())
    before = list(rule.audience.rules.order_by("-id").select_related("recorded_by"))
    told = [parse(each.expression) for each in before]
    names = names_in(*told, seen=partial(people_seen, request))
    context = {
        "section": "requirements",
        "rule": rule,
        "says": sentence(said, names),
        "people": people.count(),
        "sample": people.for_list(day).by_name()[:SAMPLE],
        "used": used_by(rule.audience),
        "before": [(rule, sentence(one, names)) for rule, one in zip(before, told, strict=True)],
        "may_change": covers(paths_of(request), rule.audience.unit),
    }
    return render(request, "learning/audience.html", context)


@admins_only
@require_http_methods(["GET", "POST"])
def end(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """Offer it no longer, after saying why; not while anything goes by it."""
    rule = rule_of_theirs(request, uuid)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        try:
            end_audience(rule.audience, reason=reason, now=timezone.now(), by=request.user)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, _("“%s” is offered no longer.") % rule.name)
            return redirect("learning:audiences")
    context = {
        "section": "requirements",
        "form": form,
        "rule": rule,
        "used": used_by(rule.audience),
    }
    status = 422 if form.errors else 200
    return render(request, "learning/audience_end.html", context, status=status)


def paths_of(request: SignedInRequest) -> list[str]:
    """Where this admin may require courses."""
    return assigning_paths(request.user, today(timezone.now()))


def rules_seen(request: SignedInRequest) -> AudienceRuleQuerySet:
    """What the audiences that this admin may use say now."""
    found = AudienceRule.objects.seen_from(paths_of(request)).filter(superseded_at__isnull=True)
    return found.select_related("audience__unit")


def rule_of_theirs(request: SignedInRequest, uuid: UUID) -> AudienceRule:
    """Of one that is theirs to change: of those that they only see, 403."""
    rule = get_object_or_404(rules_seen(request), audience__uuid=uuid)
    if not covers(paths_of(request), rule.audience.unit):
        raise PermissionDenied
    return rule


def people_seen(request: SignedInRequest) -> UserQuerySet:
    """Those whose names this admin may read."""
    return people_under(paths_of(request), today(timezone.now()))


def people_in_scope(request: SignedInRequest, said: Expression) -> UserQuerySet:
    """Those whom an audience holds today, as far as this admin may see them."""
    day, paths = today(timezone.now()), paths_of(request)
    people = people_matching(said, on=day)
    if runs_the_site(paths):
        return people
    return people.filter(pk__in=people_under(paths, day).values("pk"))
