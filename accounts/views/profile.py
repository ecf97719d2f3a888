"""What a person says of themselves, and what is held about them."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from accounts.forms import ProfileForm
from accounts.http import SignedInRequest
from accounts.models import Appointment, Employment, User
from accounts.rules.roles import Role
from accounts.services.mail_choices import ALWAYS, FOR_COORDINATORS, kinds_refused_by, optional_for
from accounts.services.people import Profile, update_profile
from accounts.views.access import posted


@require_http_methods(["GET", "POST"])
def profile(request: SignedInRequest) -> HttpResponse:
    """Preferred name, language and time zone; ways in; what is held, and how to have it erased."""
    person = request.user
    kept = {name: getattr(person, name) for name in ("preferred_name", "language", "time_zone")}
    form = ProfileForm(posted(request), initial=kept)
    if request.method == "POST" and form.is_valid():
        update_profile(person, Profile(**form.cleaned_data), now=timezone.now())
        messages.success(request, _("Saved."))
        return redirect("accounts:profile")
    held = {
        "appointments": Appointment.objects.for_page_of(person.pk),
        "employments": Employment.objects.standing().filter(person=person).order_by("hired_on"),
    }
    context = {"section": "profile", "form": form, "person": person, **held, **_mail_of(person)}
    return render(request, "accounts/profile.html", context, status=422 if form.errors else 200)


def _mail_of(person: User) -> dict[str, Any]:
    """What we send them: what they may switch off, and what not."""
    off = kinds_refused_by(person)
    told = {Role.COORDINATOR, Role.ADMIN} & set(person.roles)
    return {
        "optional_mail": [
            {"kind": each, "is_wanted": each.kind not in off} for each in optional_for(person)
        ],
        "other_mail": [*ALWAYS, FOR_COORDINATORS] if told else ALWAYS,
    }


@require_GET
def address(request: SignedInRequest) -> HttpResponse:
    """Where the person's address comes from. In place of the library's page, which changes it."""
    return render(request, "account/email.html")
