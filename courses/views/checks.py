"""The publishing checks of a draft as it stands, each with its place and how to mend it."""

from dataclasses import dataclass
from decimal import Decimal

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET
from django.views.decorators.vary import vary_on_headers

from accounts.http import SignedInRequest
from courses.models import Edition
from courses.rules.content import ActivityContent, EditionContent
from courses.rules.findings import Code, Finding, Severity
from courses.rules.reading_level import pace_of, reading_time
from courses.services.check_mending import mending
from courses.services.check_words import say, say_alone
from courses.services.edition_content import read_edition
from courses.services.publishing import check_content
from courses.services.reading_words import level_words
from courses.views.authors import authors_only, draft_in_scope
from courses.views.draft import about, written


@dataclass(frozen=True, slots=True)
class Shown:
    """A finding for the page: whether it blocks, its sentence, how to mend it, and its place."""

    blocks: bool
    words: str
    how: str
    url: str


@dataclass(frozen=True, slots=True)
class Reads:
    """A text's activity, the minutes that reading it takes, and how demanding it is, in words."""

    activity: ActivityContent
    minutes: Decimal
    level: str


@authors_only
@vary_on_headers("HX-Request")
@require_GET
def checks(request: SignedInRequest, key: str, language: str) -> HttpResponse:
    """All that is found, or what is found in one activity; htmx asks for the list alone."""
    draft = draft_in_scope(request, key, language)
    content = read_edition(draft)
    found = check_content(draft, content)
    activity = request.GET.get("activity", "")
    here = [it for it in found if not activity or it.activity == activity]
    shown = shown_of(draft, here, alone=bool(activity))
    context = {
        "draft": draft,
        "activity": activity,
        "errors": [it for it in shown if it.blocks],
        "warnings": [it for it in shown if not it.blocks],
        "elsewhere": len(found) - len(here),
        **counted(content),
        "pace": pace_of(language),
    }
    is_panel = "HX-Request" in request.headers
    if activity or not is_panel:  # the panel beside an outline shows none
        context["readings"] = readings_of(content, activity)
    if is_panel:
        context |= {"course": draft.course, "language": language}
        return render(request, "courses/studio/checks_panel.html", context)
    context = {**about(draft.course, language, written(draft.course)), **context}
    return render(request, "courses/studio/checks.html", context)


def shown_of(draft: Edition, found: list[Finding], *, alone: bool = False) -> list[Shown]:
    """Each finding with its sentence and where it is."""
    return [
        Shown(
            blocks=it.severity == Severity.ERROR,
            words=say_alone(it) if alone and not it.question else say(it),
            how=mending(it),
            url=place_of(draft, it),
        )
        for it in found
    ]


def place_of(draft: Edition, finding: Finding) -> str:
    """The page on which it is mended."""
    at = (draft.course.key, draft.language)
    if finding.code == Code.RULE_WITHOUT_ACTIVITY:
        return reverse("courses:front", args=at)
    if not finding.activity:
        return reverse("courses:outline", args=at)
    if finding.question and not finding.code.startswith("draw"):
        return reverse("courses:write_question", args=[*at, finding.activity, finding.question])
    return reverse("courses:write", args=[*at, finding.activity])


def readings_of(content: EditionContent, key: str) -> list[Reads]:
    """How long and how demanding each text is; of one activity, if it is named."""
    return [
        Reads(it, reading_time(it.body, content.language), level_words(it.body, content.language))
        for it in content.activities()
        if it.body and (not key or it.key == key)
    ]


def counted(content: EditionContent) -> dict[str, int]:
    """What was looked at, so that nothing found means something."""
    activities: list[ActivityContent] = list(content.activities())
    return {
        "activities": len(activities),
        "questions": sum(len(it.questions) for it in activities),
        "links": sum(it.body.count("<a ") for it in activities),
    }
