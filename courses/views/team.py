"""The people of a course: its own team, whether it needs approval, a reviewer's yes."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.http import SignedInRequest
from accounts.policies import covers
from accounts.services.organisation import institution_day
from accounts.views.access import paths_of_admin, posted
from courses.forms.team import PARTS, ApprovalForm, MemberForm
from courses.models import Course, Part
from courses.services.teams import (
    add_member,
    approval_of,
    approve,
    ask_approval,
    end_member,
    members_of,
)
from courses.views.authors import (
    authors_only,
    course_in_scope,
    draft_in_scope,
    is_id,
    paths_of_author,
)
from courses.views.draft import about, written


@authors_only
@require_http_methods(["GET", "POST"])
def team(request: SignedInRequest, key: str) -> HttpResponse:
    """Who writes, reviews and publishes the course; posted, somebody joins."""
    course = course_in_scope(request, key)
    form = MemberForm(posted(request), today=institution_day(timezone.now()))
    if request.method == "POST":
        refuse_change(request, course)
        if form.is_valid():
            asked = form.cleaned_data
            person = asked["email"]
            add_member(course, person, asked["part"], now=timezone.now(), by=request.user)
            messages.success(request, _("%s is in the team.") % person.display_name)
            return redirect("courses:team", key)
    context = {**context_of(request, course), "form": form}
    status = 422 if form.errors else 200
    return render(request, "courses/studio/team.html", context, status=status)


def context_of(request: SignedInRequest, course: Course) -> dict[str, object]:
    """Who is in the team, and how the draft stands with its reviewers."""
    known = written(course)
    drafts = [known.drafts[language] for language in sorted(known.drafts)]
    for draft in drafts:
        draft.course = course
    members = members_of(course)
    return {
        **about(course, course.language, known),
        "draft": known.drafts.get(course.language),
        "members": [(member, PARTS[member.part]) for member in members],
        "approvals": [(draft, approval_of(draft)) for draft in drafts],
        "is_reviewer": any(
            it.person_id == request.user.pk and it.part == Part.REVIEWER for it in members
        ),
        "may_change": may_change(request, course),
    }


def may_change(request: SignedInRequest, course: Course) -> bool:
    """Whether this person may change the team, and whether approval is needed.

    Whoever writes for the unit may; where an approval binds them, only the unit's admins.
    """
    paths = paths_of_admin if course.needs_approval else paths_of_author
    return covers(paths(request), course.unit)


def refuse_change(request: SignedInRequest, course: Course) -> None:
    """403 for whoever may not."""
    if not may_change(request, course):
        raise PermissionDenied


@authors_only
@require_POST
def leave_team(request: SignedInRequest, key: str) -> HttpResponse:
    """End somebody's part."""
    course = course_in_scope(request, key)
    refuse_change(request, course)
    member = request.POST.get("member", "")
    if is_id(member):
        end_member(course, int(member), now=timezone.now(), by=request.user)
    return redirect("courses:team", key)


@authors_only
@require_POST
def need_approval(request: SignedInRequest, key: str) -> HttpResponse:
    """Say whether a reviewer must approve."""
    course = course_in_scope(request, key)
    refuse_change(request, course)
    needed = request.POST.get("needed") == "on"
    ask_approval(course, needed, now=timezone.now(), by=request.user)
    return redirect("courses:team", key)


@authors_only
@require_POST
def approve_draft(request: SignedInRequest, key: str, language: str) -> HttpResponse:
    """A reviewer says yes to the draft as it stands."""
    draft = draft_in_scope(request, key, language, reviewing=True)
    form = ApprovalForm(request.POST)
    told = form.cleaned_data if form.is_valid() else {"seen": "", "note": ""}
    try:
        approve(draft, **told, now=timezone.now(), by=request.user)
    except ValidationError as refusal:
        messages.error(request, refusal.messages[0])
    else:
        messages.success(request, _("Approved as it stands now. A later change asks again."))
    return redirect("courses:team", key)
