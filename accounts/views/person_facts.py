"""Leave and tags of one person: recorded, corrected and ended by an admin, each with a reason."""

from datetime import date
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods

from accounts.forms import LeaveForm, ReasonForm, TagForm
from accounts.http import SignedInRequest
from accounts.models import Leave, Tag, User
from accounts.services.leave import Away, correct_leave, record_leave, take_back_leave
from accounts.services.tags import end_tag, give_tag
from accounts.views.access import admins_only, person_in_scope, posted
from accounts.views.person import Deed, carry_out

FOLLOWS = {"ends_before_start": "to_on", "overlaps": "from_on", "no_tag": "tag"}


def day_words(day: date) -> str:
    return date_format(day, pgettext("a date in full, in Django's letters", "j F Y"))


def away(form: ReasonForm) -> Away:
    return Away(form.cleaned_data["from_on"], form.cleaned_data["to_on"])


def leave_of(person: User, from_on: str) -> Leave:
    """The leave that begins that day, as now known."""
    try:
        day = date.fromisoformat(from_on)
    except ValueError:
        raise Http404 from None
    return get_object_or_404(Leave.objects.standing(), person=person, from_on=day)


@admins_only
@require_http_methods(["GET", "POST"])
def new_leave(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """Record that a person is away."""
    person = person_in_scope(request, uuid)
    form = LeaveForm(posted(request))
    deed = Deed(
        title=_("Record leave of %s") % person.display_name,
        consequence=_(
            "What they have still to do is due later by the days of leave, once the first day "
            "back is known. No reminder goes out to them while they are away."
        ),
        button=_("Record the leave"),
        done=_("The leave is recorded. Due days follow within a minute."),
        fields=FOLLOWS,
    )

    def act() -> None:
        reason = form.cleaned_data["reason"]
        record_leave(person, away(form), reason=reason, now=timezone.now(), by=request.user)

    return carry_out(request, person, deed, form, act)


@admins_only
@require_http_methods(["GET", "POST"])
def change_leave(request: SignedInRequest, uuid: UUID, from_on: str) -> HttpResponse:
    """Correct the days of a leave, or say its end."""
    person = person_in_scope(request, uuid)
    leave = leave_of(person, from_on)
    form = LeaveForm(posted(request), initial={"from_on": leave.from_on, "to_on": leave.to_on})
    deed = Deed(
        title=_("Correct or end a leave of %s") % person.display_name,
        consequence=_(
            "Due days that it moved are counted anew. What was known before stays on record."
        ),
        button=_("Save the days"),
        done=_("The leave is corrected. Due days follow within a minute."),
        fields=FOLLOWS,
    )

    def act() -> None:
        reason = form.cleaned_data["reason"]
        correct_leave(leave, away(form), reason=reason, now=timezone.now(), by=request.user)

    return carry_out(request, person, deed, form, act)


@admins_only
@require_http_methods(["GET", "POST"])
def cancel_leave(request: SignedInRequest, uuid: UUID, from_on: str) -> HttpResponse:
    """Say that a person was not away after all."""
    person = person_in_scope(request, uuid)
    leave = leave_of(person, from_on)
    form = ReasonForm(posted(request))
    words = {"name": person.display_name, "day": day_words(leave.from_on)}
    deed = Deed(
        title=_("Take back the leave of %(name)s from %(day)s") % words,
        consequence=_(
            "They were not away: due days that it moved go back to where they were, and what "
            "has passed by then is overdue at once."
        ),
        button=_("Take it back"),
        done=_("The leave is taken back. Due days follow within a minute."),
    )

    def act() -> None:
        reason = form.cleaned_data["reason"]
        take_back_leave(leave, reason=reason, now=timezone.now(), by=request.user)

    return carry_out(request, person, deed, form, act)


@admins_only
@require_http_methods(["GET", "POST"])
def new_tag(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """Let a person carry a tag."""
    person = person_in_scope(request, uuid)
    carried = Tag.objects.standing().order_by("tag").values_list("tag", flat=True).distinct()
    form = TagForm(posted(request), known=carried)
    deed = Deed(
        title=_("Give %s a tag") % person.display_name,
        consequence=_(
            "Requirements whose audience asks for the tag are asked of them within a minute."
        ),
        button=_("Give the tag"),
        done=_("The tag is given."),
        fields=FOLLOWS,
    )

    def act() -> None:
        said = form.cleaned_data
        give_tag(person, said["tag"], reason=said["reason"], now=timezone.now(), by=request.user)

    return carry_out(request, person, deed, form, act)


@admins_only
@require_http_methods(["GET", "POST"])
def drop_tag(request: SignedInRequest, uuid: UUID, tag: str) -> HttpResponse:
    """End a tag that a person carries."""
    person = person_in_scope(request, uuid)
    held = get_object_or_404(Tag.objects.standing(), person=person, tag=tag, to_on__isnull=True)
    form = ReasonForm(posted(request))
    words = {"name": person.display_name, "tag": held.tag}
    deed = Deed(
        title=_("End the tag “%(tag)s” of %(name)s") % words,
        consequence=_(
            "What is asked of them only because of the tag is withdrawn within a minute; what "
            "they completed stays on record."
        ),
        button=_("End the tag"),
        done=_("The tag has ended."),
    )

    def act() -> None:
        reason = form.cleaned_data["reason"]
        end_tag(person, tag, reason=reason, now=timezone.now(), by=request.user)

    return carry_out(request, person, deed, form, act)
