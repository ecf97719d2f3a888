"""Publishing a draft: what changed, whom it touches, what it would do to them; then the deed."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET, require_http_methods
from django.views.decorators.vary import vary_on_headers

from accounts.http import SignedInRequest
from accounts.policies import covers
from accounts.views.access import paths_of_admin, posted
from courses.models import Course, Edition, Effect, Kind
from courses.rules.content import EditionContent
from courses.rules.differences import changes
from courses.services.difference_words import Told, told
from courses.services.drafts import drafts_of, newest_edition
from courses.services.edition_content import read_edition
from courses.services.publishing import check_content
from courses.services.teams import approval_of, may_publish
from courses.views.authors import authors_only, course_in_scope, paths_of_author
from courses.views.checks import Shown, shown_of
from courses.views.draft import Written, about, written
from learning.forms.publishing import PublishForm
from learning.services.publish_preview import outcome, touched
from learning.services.publishing import Published, publish_course, seen_token
from learning.services.regrade_lists import marked_before
from learning.views.regrade import address

EFFECTS = {
    Effect.MINOR.value: (
        gettext_lazy("Minor"),
        gettext_lazy("Words only: those in progress move and keep everything they did."),
    ),
    Effect.CARRY_OVER.value: (
        gettext_lazy("Carry over"),
        gettext_lazy(
            "Those in progress move. What stayed the same stays done; what changed they are "
            "asked to look at again."
        ),
    ),
    Effect.NEW_LEARNERS.value: (
        gettext_lazy("New learners only"),
        gettext_lazy("Those in progress stay where they are."),
    ),
}


@dataclass(frozen=True, slots=True)
class Ready:
    """Whether the drafts may be published as they stand: what was read, and all that decides."""

    said: list[tuple[Edition, EditionContent]]
    errors: list[Shown]
    warnings: list[Shown]
    unapproved: list[str]  # the languages whose draft a reviewer must still approve
    was_approved: bool
    seen: str

    def shown(self) -> dict[str, object]:
        """For the page."""
        return {
            "errors": self.errors,
            "warnings": self.warnings,
            "unapproved": self.unapproved,
            "was_approved": self.was_approved,
            "seen": self.seen,
        }


@authors_only
@require_http_methods(["GET", "POST"])
def publish(request: SignedInRequest, key: str) -> HttpResponse:
    """The page to read before it is done; posted, and said yes to, it is."""
    course = course_in_scope(request, key)
    drafts = drafts_of(course)
    if not drafts:
        messages.info(request, _("There is no draft to publish."))
        return redirect("courses:course", key)
    allowed = may(request, course)
    if request.method == "POST" and not allowed:
        raise PermissionDenied
    ready = ready_of(course, [(draft, read_edition(draft)) for draft in drafts])
    if request.method == "POST":
        return do(request, course, ready)
    return page(request, course, ready, {"may_publish": allowed})


def ready_of(course: Course, said: list[tuple[Edition, EditionContent]]) -> Ready:
    """What stands in the way, in each language that is being written."""
    own, content = said[0]
    original = content if own.language == course.language else None
    found = [
        shown
        for draft, text in said
        for shown in shown_of(draft, check_content(draft, text, original))
    ]
    states = [(draft, approval_of(draft, text)) for draft, text in said]
    return Ready(
        said,
        errors=[*first_of_all(course, own), *(it for it in found if it.blocks)],
        warnings=[it for it in found if not it.blocks],
        unapproved=[draft.language for draft, state in states if state.is_missing],
        was_approved=any(state.older for _draft, state in states),
        seen=seen_token(said),
    )


def page(
    request: SignedInRequest, course: Course, ready: Ready, more: dict[str, Any], status: int = 200
) -> HttpResponse:
    """What changed, whom it touches and what stands in the way; `more` of what was refused."""
    known = written(course)
    own = ready.said[0][0]
    told_of = [
        (it.language, difference(known.newest(it.language), said)) for it, said in ready.said
    ]
    context = {
        **about(course, own.language, known),
        "draft": own,
        **ready.shown(),
        "differences": told_of,
        "touched": touched(course, now=timezone.now()),
        "effects": EFFECTS.items(),
        "effect": (posted(request) or request.GET).get("effect", ""),
        "may_publish": True,
        "moved": False,
        **more,
    }
    return render(request, "learning/publish.html", context, status=status)


def first_of_all(course: Course, own: Edition) -> list[Shown]:
    """A translation is published with its original, or after it."""
    if own.language == course.language or newest_edition(course, course.language):
        return []
    words = _("Publish the course in its own language first; its translations follow it.")
    return [Shown(True, words, "", reverse("courses:course", args=[course.key]))]


def may(request: SignedInRequest, course: Course) -> bool:
    """Whether this person may publish it."""
    runs_it = covers(paths_of_admin(request), course.unit)
    is_own = covers(paths_of_author(request), course.unit)
    return may_publish(request.user, course, runs_it=runs_it, is_own=is_own)


def difference(newest: Edition | None, content: EditionContent) -> Told:
    """What the draft says otherwise than the newest edition in its language."""
    return told(changes(read_edition(newest) if newest else None, content))


def do(request: SignedInRequest, course: Course, ready: Ready) -> HttpResponse:
    """Publish everything and move whom the effect moves; or the page again, and why not."""
    form = PublishForm(request.POST)
    if request.POST.get("seen") != ready.seen:
        return page(request, course, ready, {"moved": True}, status=409)
    if ready.errors or ready.unapproved or not form.is_valid():
        return page(request, course, ready, {"form": form}, status=422)
    before, effect = written(course), form.cleaned_data["effect"]
    try:
        done = publish_course(
            course, effect=effect, now=timezone.now(), by=request.user, seen=ready.seen
        )
    except ValidationError as refusal:
        more = {"moved": refusal.code == "changed", "refusals": refusal.messages}
        return page(request, course, ready, more, status=422)
    say_done(request, done)
    if done and covers(paths_of_author(request), course.unit):
        say_marked_before(request, done[0].edition, ready, before)
    return redirect("courses:outline", course.key, course.language)


def say_done(request: SignedInRequest, done: tuple[Published, ...]) -> None:
    """What was published, and how many it moved; nothing where somebody else had done it."""
    if not done:
        return
    moved = sum(each.moved for each in done)
    words = ngettext(
        "Edition %(number)d is published. %(moved)d person moved to it.",
        "Edition %(number)d is published. %(moved)d people moved to it.",
        moved,
    )
    messages.success(request, words % {"number": done[0].edition.number, "moved": moved})


def changed_quizzes(ready: Ready, before: Written) -> set[str]:
    """The keys of the quizzes that ask or mark otherwise than in the newest edition before."""
    differences = (
        changes(read_edition(newest), content)
        for draft, content in ready.said
        if (newest := before.newest(draft.language))
    )
    return {
        activity.key
        for difference in differences
        for module in difference.modules
        for activity in module.activities
        if activity.kind == Kind.QUIZ and (activity.questions or activity.draws)
    }


def say_marked_before(
    request: SignedInRequest, edition: Edition, ready: Ready, before: Written
) -> None:
    """Where attempts were marked by what has been mended: how many, and what marking again brings.

    `edition`: the one just published that would mark them. What changed is worked out only where
    there are such attempts: it takes reading every edition anew.
    """
    older = marked_before(edition.course)
    mended = changed_quizzes(ready, before) if older else set()
    for quiz in [each for each in older if each.key in mended]:
        words = ngettext(
            "%(attempts)d finished attempt at “%(quiz)s” was marked by an earlier edition.",
            "%(attempts)d finished attempts at “%(quiz)s” were marked by an earlier edition.",
            quiz.attempts,
        )
        told = format_html(
            '{} <a href="{}">{}</a>',
            words % {"attempts": quiz.attempts, "quiz": quiz.title},
            address(edition.course, quiz.key, edition),
            _("See what marking them again would bring"),
        )
        messages.warning(request, told)


@authors_only
@vary_on_headers("HX-Request")
@require_GET
def publish_outcome(request: SignedInRequest, key: str) -> HttpResponse:
    """What one effect would do, in numbers and to three real people."""
    course = course_in_scope(request, key)
    effect = request.GET.get("effect", "")
    context: dict[str, Any] = {"section": "studio", "course": course, "outcome": None}
    if effect in Effect.values:
        try:
            context["outcome"] = outcome(course, effect, now=timezone.now(), by=request.user)
        except ValidationError as refusal:
            context["refused"] = refusal.messages[0]
    template = "learning/publish_outcome.html"
    alone = "HX-Request" in request.headers
    return render(request, f"{template}#outcome" if alone else template, context)
