"""Courses that count for others: the list, a new one with what it would meet, and ending one."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db.models import F, Q, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from accounts.http import SignedInRequest
from accounts.models.organisation import under_any
from accounts.policies import assigning_paths, covers
from accounts.views.access import admins_only, posted
from courses.models import Course, Edition
from learning.forms.equivalents import EndEquivalentForm, EquivalentForm
from learning.models import Equivalent
from learning.services.case_scope import in_reach
from learning.services.dates import today
from learning.services.equivalents import admit_equivalent, end_equivalent, would_meet

PER_PAGE = 50
SHOWN = 50  # names of those whom it would meet
FIELDS = {"same_course": "counts_for", "ends_before_start": "to_on", "before_start": "to_on"}


def titles(courses: QuerySet[Course]) -> list[tuple[str, str]]:
    """Keys and titles of these courses, by title; one query."""
    newest = Edition.objects.published().filter(course__in=courses, language=F("course__language"))
    rows = newest.order_by("number").values_list("course__key", "title")
    return sorted(dict(rows).items(), key=lambda pair: pair[1].casefold())


@admins_only
@require_GET
def equivalents(request: SignedInRequest) -> HttpResponse:
    """All of them, those in force first; with `q`, those whose courses are called so."""
    words = request.GET.get("q", "").strip()
    rows = Equivalent.objects.standing().select_related("course", "counts_for__unit", "recorded_by")
    if words:
        named = Edition.objects.published().filter(title__icontains=words).values("course")
        rows = rows.filter(Q(course__in=named) | Q(counts_for__in=named))
    found = rows.order_by(F("to_on").desc(nulls_first=True), "id")
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "section": "requirements",
        "words": words,
        "page": page,
        "rows": listed(request, list(page)),
    }
    return render(request, "learning/equivalents.html", context)


def listed(request: SignedInRequest, facts: list[Equivalent]) -> list[dict[str, object]]:
    """Each with its courses' titles, and whether it is this admin's to end."""
    keys = {key for each in facts for key in (each.course.key, each.counts_for.key)}
    named = dict(titles(Course.objects.filter(key__in=keys)))
    day = today(timezone.now())
    paths = assigning_paths(request.user, day)
    return [
        {
            "fact": each,
            "course": named.get(each.course.key, each.course.key),
            "counts_for": named.get(each.counts_for.key, each.counts_for.key),
            "may_end": covers(paths, each.counts_for.unit)
            and (each.to_on is None or each.to_on > day),
        }
        for each in facts
    ]


@admins_only
@require_http_methods(["GET", "POST"])
def new_equivalent(request: SignedInRequest) -> HttpResponse:
    """The form; with `step`: whom it would meet, admitted."""
    step = request.POST.get("step", "")
    bound = step in ("look", "confirm")
    form = form_for(request, bound=bound)
    context: dict[str, object] = {"section": "requirements", "form": form}
    if bound and form.is_valid():
        if step == "confirm" and admitted(request, form):
            messages.success(
                request, _("It counts from now on. Who is met is met within a minute.")
            )
            return redirect("learning:equivalents")
        if not form.errors:
            context |= meets(request, form)
    status = 422 if form.errors else 200
    return render(request, "learning/equivalent_new.html", context, status=status)


def form_for(request: SignedInRequest, *, bound: bool) -> EquivalentForm:
    """Any published course may count; for which ones is theirs to say who run their units."""
    paths = assigning_paths(request.user, today(timezone.now()))
    return EquivalentForm(
        request.POST if bound else None,
        initial=request.POST.dict() or None,
        courses=titles(Course.objects.all()),
        own=titles(Course.objects.filter(under_any(paths, "unit__path"))),
    )


def meets(request: SignedInRequest, form: EquivalentForm) -> dict[str, object]:
    """How many it would meet, and who: by name those for whom this admin answers."""
    now = timezone.now()
    with would_meet(form.counting(), now=now) as found:
        seen = found.filter(pk__in=in_reach(request.user, now=now).values("pk"))
        count, met = found.count(), list(seen.select_related("person", "version")[:SHOWN])
    return {
        "looked": True,
        "count": count,
        "met": met,
        "sent": [(field.html_name, field.value() or "") for field in form],
        "named": dict(form.fields["course"].choices),  # type: ignore[attr-defined]
    }


def admitted(request: SignedInRequest, form: EquivalentForm) -> bool:
    """Admit it; where it is refused, the form says why."""
    try:
        reason = form.cleaned_data["reason"]
        admit_equivalent(form.counting(), reason=reason, now=timezone.now(), by=request.user)
    except ValidationError as refusal:
        form.add_error(FIELDS.get(refusal.code or ""), refusal)
        return False
    return True


@admins_only
@require_http_methods(["GET", "POST"])
def end(request: SignedInRequest, course: str, counts_for: str) -> HttpResponse:
    """Let later completions count no longer, after saying what that means and why."""
    now = timezone.now()
    found = standing(course, counts_for)
    if not covers(assigning_paths(request.user, today(now)), found.counts_for.unit):
        raise PermissionDenied
    form = EndEquivalentForm(posted(request), initial={"to_on": today(now)})
    if request.method == "POST" and form.is_valid():
        try:
            end_equivalent(found, **form.cleaned_data, now=now, by=request.user)
        except ValidationError as refusal:
            form.add_error(FIELDS.get(refusal.code or "", "to_on"), refusal)
        else:
            messages.success(request, _("It ends. What was met by it stays met."))
            return redirect("learning:equivalents")
    named = dict(titles(Course.objects.filter(pk__in=[found.course_id, found.counts_for_id])))
    context = {"section": "requirements", "form": form, "named": named, "fact": found}
    status = 422 if form.errors else 200
    return render(request, "learning/equivalent_end.html", context, status=status)


def standing(course: str, counts_for: str) -> Equivalent:
    """The one of this pair that lasts longest."""
    rows = Equivalent.objects.standing().filter(course__key=course, counts_for__key=counts_for)
    lasting = rows.select_related("course", "counts_for__unit")
    found = lasting.order_by(F("to_on").desc(nulls_first=True), "-id").first()
    if found is None:
        raise Http404
    return found
