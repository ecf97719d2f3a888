"""A requirement's reminder rules: which run, adding one after a look at what it means, ending."""

from datetime import datetime

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.forms import ReasonForm
from accounts.http import SignedInRequest
from learning.forms.reminders import RuleForm
from learning.models import ReminderRule, RequirementVersion
from learning.services.reminder_rules import add_rule, check_rule, end_rule, rule_effect
from learning.services.reminder_words import rule_words
from learning.services.requirement_scope import may_end
from learning.views.requirements import version_seen, with_a_scope

PAGE = "learning/reminders/rules.html"


@with_a_scope
@require_http_methods(["GET", "POST"])
def rules(request: SignedInRequest, key: str) -> HttpResponse:
    """The rules; posted, first what a new one means, and, said yes to, the rule itself."""
    now = timezone.now()
    version = version_seen(request, key, now)
    may_change = may_end(request.user, version.requirement, now=now)
    if request.method == "GET":
        return _page(request, version, RuleForm(), may_change=may_change)
    if not may_change:
        raise PermissionDenied
    form = RuleForm(request.POST)
    if not form.is_valid() or not _stands(form, version):
        return _page(request, version, form, may_change=True, status=422)
    if "yes" in request.POST and _added(request, version, form, now):
        messages.success(request, _("The rule runs from now on."))
        return redirect("learning:reminder_rules", key)
    status = 422 if form.errors else 200
    effect = rule_effect(version.requirement, form.rule(), now=now)
    return _page(request, version, form, may_change=True, status=status, effect=effect)


def _stands(form: RuleForm, version: RequirementVersion) -> bool:
    try:
        check_rule(version.requirement, form.rule())
    except ValidationError as error:
        form.add_error("days", error)
    return not form.errors


def _added(
    request: SignedInRequest, version: RequirementVersion, form: RuleForm, now: datetime
) -> bool:
    agreed = form.cleaned_data["agreed"]
    try:
        add_rule(version.requirement, form.rule(), agreed=agreed, now=now, by=request.user)
    except ValidationError as error:
        form.add_error("agreed", error)
    return not form.errors


def _page(
    request: SignedInRequest,
    version: RequirementVersion,
    form: RuleForm,
    *,
    status: int = 200,
    **more: object,
) -> HttpResponse:
    held = version.requirement.reminder_rules.planned().select_related("recorded_by").order_by("id")
    effect = more.get("effect")
    context = {
        "section": "requirements",
        "version": version,
        "running": [(rule, rule_words(rule)) for rule in held if rule.ended_at is None],
        "ended": [(rule, rule_words(rule)) for rule in held if rule.ended_at],
        "form": form,
        "asked_about": effect and rule_words(ReminderRule(**_columns(form))),
        "ask_twice": getattr(effect, "ahead", 0) >= settings.ASK_TWICE_FROM,
    }
    return render(request, PAGE, context | more, status=status)


def _columns(form: RuleForm) -> dict[str, object]:
    rule = form.rule()
    return {
        "anchor": rule.anchor,
        "offset_days": rule.offset_days,
        "recipient": rule.recipient,
    }


@with_a_scope
@require_http_methods(["GET", "POST"])
def end(request: SignedInRequest, key: str, uuid: str) -> HttpResponse:
    """Remind by it no more, with a reason."""
    now = timezone.now()
    version = version_seen(request, key, now)
    if not may_end(request.user, version.requirement, now=now):
        raise PermissionDenied
    rule = get_object_or_404(version.requirement.reminder_rules.planned(), uuid=uuid, ended_at=None)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        end_rule(rule, reason=form.cleaned_data["reason"], now=now, by=request.user)
        messages.success(request, _("The rule has ended."))
        return redirect("learning:reminder_rules", key)
    context = {"section": "requirements", "version": version, "form": form}
    context |= {"words": rule_words(rule)}
    status = 422 if form.errors else 200
    return render(request, "learning/reminders/rule_end.html", context, status=status)
