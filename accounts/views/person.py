"""One person: what is known of them, and what an admin may change, each with a reason."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.forms import GrantForm, ReasonForm
from accounts.http import SignedInRequest
from accounts.models import Appointment, AuditEntry, Employment, Grant, Leave, Mail, Tag, User
from accounts.policies import units_under
from accounts.rules.roles import Role
from accounts.services.bounces import marks_of, take_back_mark
from accounts.services.invitations import invite_again
from accounts.services.organisation import institution_day
from accounts.services.people import (
    deactivate_person,
    grant_role,
    reactivate_person,
    revoke_role,
)
from accounts.services.people_known import subject_of
from accounts.views.access import admins_only, paths_of_admin, person_in_scope, posted

LATEST = 25


@admins_only
@require_GET
def person(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """Where they belong, what they may do, what we wrote to them, and what was done."""
    person = person_in_scope(request, uuid)
    today = institution_day(timezone.now())
    entries = AuditEntry.objects.filter(subject=subject_of(person)).select_related("by")
    context = {
        "section": "people",
        "person": person,
        "today": today,
        "appointments": Appointment.objects.for_page_of(person.pk),
        "employments": Employment.objects.standing().filter(person=person).order_by("hired_on"),
        "leaves": Leave.objects.standing().filter(person=person).order_by("-from_on"),
        "tags": Tag.objects.standing().filter(person=person).order_by("tag", "id"),
        "grants": Grant.objects.held_by(person.pk, today).select_related("unit"),
        "mails": Mail.objects.filter(recipient=person).order_by("-created_at", "-id")[:LATEST],
        "marks": marks_of(person),
        "entries": entries.order_by("-at", "-id")[:LATEST],
    }
    return render(request, "accounts/person.html", context)


@dataclass(frozen=True, slots=True)
class Deed:
    """One thing an admin may do to a person: what the page says before it happens."""

    title: str
    consequence: str
    button: str
    done: str
    fields: Mapping[str, str] = field(default_factory=dict)  # where a refusal stands, by its code


def carry_out(
    request: SignedInRequest,
    person: User,
    deed: Deed,
    form: ReasonForm,
    act: Callable[[], object],
) -> HttpResponse:
    """Show what will happen and ask why; then do it."""
    if request.method == "POST" and form.is_valid():
        try:
            act()
        except ValidationError as refusal:
            form.add_error(deed.fields.get(refusal.code or ""), refusal)
        else:
            messages.success(request, deed.done)
            return redirect(person)
    context = {"section": "people", "person": person, "deed": deed, "form": form}
    status = 422 if form.errors else 200
    return render(request, "accounts/person_deed.html", context, status=status)


@admins_only
@require_http_methods(["GET", "POST"])
def grant(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """Give a person a role."""
    person = person_in_scope(request, uuid)
    form = GrantForm(posted(request), units=units_under(paths_of_admin(request)))
    deed = Deed(
        title=_("Give %s a role") % person.display_name,
        consequence=_("It holds from today on, for the unit and everything below it."),
        button=_("Give the role"),
        done=_("The role holds from today on."),
    )

    def act() -> None:
        told = form.cleaned_data
        grant_role(
            person,
            Role(told["role"]),
            told["unit"],
            reason=told["reason"],
            now=timezone.now(),
            by=request.user,
        )

    return carry_out(request, person, deed, form, act)


@admins_only
@require_http_methods(["GET", "POST"])
def revoke(request: SignedInRequest, uuid: UUID, role: str, unit: UUID) -> HttpResponse:
    """End a role that a person holds."""
    person = person_in_scope(request, uuid)
    held = Grant.objects.held_by(person.pk, institution_day(timezone.now()))
    grant = get_object_or_404(held.select_related("unit"), role=role, unit__uuid=unit)
    if not units_under(paths_of_admin(request)).filter(pk=grant.unit_id).exists():
        raise Http404
    form = ReasonForm(posted(request))
    words = {"name": person.display_name, "role": role, "unit": grant.unit.name}
    deed = Deed(
        title=_("End a role of %(name)s") % words,
        consequence=_("From today on they are no longer %(role)s of %(unit)s.") % words,
        button=_("End the role"),
        done=_("The role has ended."),
    )

    def act() -> None:
        reason = form.cleaned_data["reason"]
        revoke_role(grant, reason=reason, now=timezone.now(), by=request.user)

    return carry_out(request, person, deed, form, act)


@admins_only
@require_http_methods(["GET", "POST"])
def deactivate(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """Shut a person out."""
    person = person_in_scope(request, uuid)
    form = ReasonForm(posted(request))
    deed = Deed(
        title=_("Deactivate %s") % person.display_name,
        consequence=_(
            "They can no longer sign in, their roles end today, and nothing is asked of them "
            "or sent to them any more. What they completed stays on record."
        ),
        button=_("Deactivate"),
        done=_("%s can no longer sign in.") % person.display_name,
    )

    def act() -> None:
        reason = form.cleaned_data["reason"]
        deactivate_person(person, reason=reason, now=timezone.now(), by=request.user)

    return carry_out(request, person, deed, form, act)


@admins_only
@require_http_methods(["GET", "POST"])
def reactivate(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """Let a person in again."""
    person = person_in_scope(request, uuid)
    form = ReasonForm(posted(request))
    deed = Deed(
        title=_("Reactivate %s") % person.display_name,
        consequence=_("They can sign in again. Roles that ended do not come back by themselves."),
        button=_("Reactivate"),
        done=_("%s can sign in again.") % person.display_name,
    )

    def act() -> None:
        reason = form.cleaned_data["reason"]
        reactivate_person(person, reason=reason, now=timezone.now(), by=request.user)

    return carry_out(request, person, deed, form, act)


@admins_only
@require_http_methods(["GET", "POST"])
def unmark(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """Take back that a person's address is no good."""
    person = person_in_scope(request, uuid)
    form = ReasonForm(posted(request))
    deed = Deed(
        title=_("Write to %s again") % person.email,
        consequence=_(
            "Mails to this address came back, so nothing is sent to it. From now on mails go "
            "there again; the first that comes back marks it anew. What was held back stays so."
        ),
        button=_("Take the mark back"),
        done=_("Mails go to %s again.") % person.email,
    )

    def act() -> None:
        reason = form.cleaned_data["reason"]
        take_back_mark(person, reason=reason, now=timezone.now(), by=request.user)

    return carry_out(request, person, deed, form, act)


@admins_only
@require_POST
def remind(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """Send the invitation again."""
    person = person_in_scope(request, uuid)
    try:
        invite_again(person, now=timezone.now(), by=request.user)
    except ValidationError as refusal:
        messages.error(request, refusal.messages[0])
    else:
        messages.success(request, _("The invitation is on its way to %s.") % person.email)
    return redirect(person)
