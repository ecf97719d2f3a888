"""Why does this person match? Of a requirement, and of a saved audience; for those who may see
the person."""

from dataclasses import dataclass
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from accounts.http import SignedInRequest
from accounts.models import User
from accounts.models.user import UserQuerySet
from accounts.policies import people_under, reporting_paths
from accounts.rules.audiences import Expression, parse
from accounts.services.audience_match import match
from accounts.services.audience_words import names_in, sentence
from learning.forms.match import WhoForm
from learning.models import Assignment
from learning.services.dates import today
from learning.views.audiences import admins_only, paths_of, rules_seen
from learning.views.requirements import version_seen, with_a_scope

MOST = 20  # people found by words


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody may belong to, and where its page is."""

    title: str
    address: str
    audience: Expression
    requirement: int | None = None


@with_a_scope
@require_GET
def requirement(request: SignedInRequest, key: str) -> HttpResponse:
    """Why somebody is asked, or is not: each term of the audience, and what is known of them."""
    now = timezone.now()
    version = version_seen(request, key, now)
    what = Asked(
        version.title,
        version.requirement.get_absolute_url(),
        parse(version.audience),
        version.requirement_id,
    )
    paths = reporting_paths(request.user, today(now))
    return page(request, what, people_under(paths, today(now)))


@admins_only
@require_GET
def audience(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """The same of a saved audience."""
    rule = get_object_or_404(rules_seen(request), audience__uuid=uuid)
    what = Asked(rule.name, reverse("learning:audience", args=[uuid]), parse(rule.expression))
    return page(request, what, people_under(paths_of(request), today(timezone.now())))


def page(request: SignedInRequest, what: Asked, people: UserQuerySet) -> HttpResponse:
    """Somebody to look for; those found; or one of them, and why. Out of scope is not there."""
    form = WhoForm(request.GET)
    if not form.is_valid() and "person" in form.errors:
        raise Http404
    chosen, words = form.cleaned_data["person"], form.cleaned_data.get("q", "").strip()
    person = get_object_or_404(people, uuid=chosen) if chosen else None
    day, seen = today(timezone.now()), people.all
    found = people.search(words).for_list(day).by_name()[: MOST + 1] if words else ()
    context = {
        "section": "requirements",
        "what": what,
        "says": sentence(what.audience, names_in(what.audience, seen=seen)),
        "form": form,
        "words": words,
        "found": list(found)[:MOST],
        "more": len(found) > MOST,
        "match": match(what.audience, person, on=day, seen=seen) if person else None,
        "assignment": assignment_of(person, what.requirement) if person else None,
    }
    return render(request, "learning/match.html", context)


def assignment_of(person: User, requirement: int | None) -> Assignment | None:
    """What the person is or was asked by the requirement, if anything: the newest cycle."""
    if requirement is None:
        return None
    mine = Assignment.objects.newest_cycles().filter(person=person, requirement=requirement)
    return mine.first()
