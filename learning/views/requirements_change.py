"""Changing a requirement: say what, look at what it brings, do it. Three steps, one address."""

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from accounts.http import SignedInRequest
from accounts.policies import assigning_paths
from accounts.rules.audiences import parse
from accounts.services.audience_offers import offers
from courses.models import Course
from learning.forms.requirements import ChangeForm
from learning.forms.whom import whom_of
from learning.models import RequirementVersion
from learning.services.dates import today
from learning.services.menus import Menu
from learning.services.requirement_change import Edit, change_requirement, try_change
from learning.services.requirement_scope import asked_under, may_end, visible_to
from learning.services.requirement_words import differences
from learning.services.requirements import version_of
from learning.views.audience_lines import Counted, as_typed, counted, with_lines, written
from learning.views.requirements import people_seen, version_seen, with_a_scope
from learning.views.requirements_new import BELONGS, offered, policy_of

PAGE = "learning/requirement_change.html"
WHERE = {**BELONGS, "reason_missing": "reason", "bad_periods": "window_months"}


@with_a_scope
@require_http_methods(["GET", "POST"])
def change(request: SignedInRequest, key: str) -> HttpResponse:
    """The form with what it says now; with `step`: what the change brings, the change made."""
    now = timezone.now()
    asked = asked_under(request.user, now=now)
    version = get_object_or_404(
        visible_to(request.user, asked, now=now).select_related("renewal_course"),
        requirement__key=key,
    )
    if not may_end(request.user, version.requirement, now=now):
        raise PermissionDenied
    steps: dict[str, Callable[[SignedInRequest, RequirementVersion], HttpResponse]] = {
        "count": count,
        "preview": look,
        "confirm": make,
    }
    return steps.get(request.POST.get("step", ""), edit)(request, version)


def edit(request: SignedInRequest, version: RequirementVersion) -> HttpResponse:
    """What it says now, or what was sent, unjudged."""
    return page(request, version, form_for(request, version, bound=False), status=200)


def count(request: SignedInRequest, version: RequirementVersion) -> HttpResponse:
    """How many people it would be asked of, on the page as it was sent."""
    figures = counted(request, assigning_paths(request.user, today(timezone.now())))
    form = form_for(request, version, bound=False)
    return page(request, version, form, status=200, figures=figures)


def look(request: SignedInRequest, version: RequirementVersion) -> HttpResponse:
    """What the change would bring: differences, people, days and mails."""

    def shown(form: ChangeForm, wanted: Edit) -> HttpResponse:
        outcome = try_change(version.requirement, wanted, now=timezone.now(), by=request.user)
        said = version_of(wanted.policy)
        brings = {
            "section": "requirements",
            "version": version,
            "outcome": outcome,
            "differences": differences(
                version, said, seen=people_seen(request), menu=Menu(wanted.policy.menu)
            ),
            "sent": form.as_sent(),
        }
        return render(request, "learning/requirement_change_preview.html", brings)

    return with_edit(request, version, shown)


def make(request: SignedInRequest, version: RequirementVersion) -> HttpResponse:
    """Make it so; what is refused is said beside its field."""

    def made(form: ChangeForm, wanted: Edit) -> HttpResponse:
        change_requirement(version.requirement, wanted, now=timezone.now(), by=request.user)
        messages.success(request, _("“%s” says so from now on.") % wanted.policy.title)
        return redirect(version.requirement)

    return with_edit(request, version, made)


def with_edit(
    request: SignedInRequest,
    version: RequirementVersion,
    do: Callable[[ChangeForm, Edit], HttpResponse],
) -> HttpResponse:
    """What `do` makes of what was sent; the page again, where that is not whole or is refused."""
    form = form_for(request, version)
    wanted = edit_of(request, form)
    if wanted is None:
        return page(request, version, form)
    try:
        return do(form, wanted)
    except ValidationError as refusal:
        return refused(request, version, form, refusal)


def refused(
    request: SignedInRequest,
    version: RequirementVersion,
    form: ChangeForm,
    refusal: ValidationError,
) -> HttpResponse:
    """409 where somebody was faster, with what was typed; else 422."""
    form.add_error(WHERE.get(refusal.code or ""), refusal)
    faster = refusal.code == "changed_meanwhile"
    return page(request, version, form, status=409 if faster else 422)


def form_for(
    request: SignedInRequest, version: RequirementVersion, *, bound: bool = True
) -> ChangeForm:
    """The form, with what this admin may choose and with what the requirement asks already."""
    paths, unit = assigning_paths(request.user, today(timezone.now())), version.requirement.unit
    audience = parse(version.audience)
    offered_them = offers(paths, on=today(timezone.now()), besides=audience)
    whom, lines = whom_of(audience, unit, offered_them)
    form = ChangeForm(
        request.POST if bound else None,
        initial=ChangeForm.initial_of(version) | whom | ({} if bound else as_typed(request)),
        courses=offered(get_language() or "", besides=asked_by(version)),
        offers=offered_them,
        written=written(request, begin=lines),
        today=today(timezone.now()),
    )
    form.belongs_to(unit)
    return form


def asked_by(version: RequirementVersion) -> list[Course | None]:
    """What it asks for already, which may be retired by now."""
    menu = Course.objects.filter(menu_items__version=version)
    return [version.course, version.renewal_course, *menu]


def edit_of(request: SignedInRequest, form: ChangeForm) -> Edit | None:
    """What was asked, if it is whole and within what this admin runs."""
    policy = policy_of(form, assigning_paths(request.user, today(timezone.now())))
    if policy is None:
        return None
    given = form.cleaned_data
    return Edit(policy, given["reason"], given["based_on"], given["re_date"])


def page(
    request: SignedInRequest,
    version: RequirementVersion,
    form: ChangeForm,
    *,
    status: int = 422,
    figures: Counted | None = None,
) -> HttpResponse:
    context = {
        "section": "requirements",
        "version": version,
        "form": form,
        "counted": figures,
    }
    return with_lines(request, PAGE, context, status=status)


@with_a_scope
@require_GET
def history(request: SignedInRequest, key: str) -> HttpResponse:
    """Every version, the newest first: what each changed, by whom and why."""
    now = timezone.now()
    newest = version_seen(request, key, now)
    versions = list(
        newest.requirement.versions.order_by("-number").select_related(
            "course", "renewal_course", "recorded_by"
        )
    )
    before, seen = [*versions[1:], None], people_seen(request)
    steps = [
        {"version": one, "differences": differences(other, one, seen=seen) if other else []}
        for one, other in zip(versions, before, strict=True)
    ]
    context = {"section": "requirements", "version": newest, "steps": steps}
    return render(request, "learning/requirement_history.html", context)
