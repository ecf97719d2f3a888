"""The people of a course, its retirement, and what its quizzes draw."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.policies import authoring_paths
from courses.forms.banks import offer
from courses.forms.studio import CourseChoice
from courses.models import Bank, Course, Part

PARTS = {
    Part.AUTHOR.value: _("Author: writes it"),
    Part.REVIEWER.value: _("Reviewer: reads, comments, approves"),
    Part.PUBLISHER.value: _("Publisher: publishes it"),
}


class MemberForm(forms.Form):
    email = forms.EmailField(
        label=_("E-mail address"), help_text=_("Of a trainer or admin, of whichever unit.")
    )
    part = forms.ChoiceField(label=_("Part"), choices=list(PARTS.items()))

    def __init__(self, *args: Any, today: date) -> None:
        super().__init__(*args)
        self.today = today

    def clean_email(self) -> User:
        """The person with this address, who must be one who writes courses somewhere."""
        address: str = self.cleaned_data["email"]
        person = User.objects.filter(email__iexact=address, deactivated_at__isnull=True).first()
        if person is None or not authoring_paths(person, self.today):
            raise forms.ValidationError(_("No trainer or admin has this address."))
        return person


class CommentForm(forms.Form):
    text = forms.CharField(
        max_length=4000,
        error_messages={
            "required": _("Write something first."),
            "max_length": _("A comment has at most 4,000 characters."),
        },
    )


class ApprovalForm(forms.Form):
    seen = forms.CharField(required=False, max_length=64)
    note = forms.CharField(required=False, max_length=2000)


class RetireForm(forms.Form):
    successor = CourseChoice(
        label=_("What comes after it"),
        queryset=Course.objects.none(),
        to_field_name="key",
        required=False,
        empty_label=_("Nothing"),
        help_text=_("Whoever looks for the old course is led there."),
    )
    reason = forms.CharField(
        label=_("Why?"),
        help_text=_("It is kept with the record of what you did."),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, courses: QuerySet[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["successor"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = courses


class DrawForm(forms.Form):
    """One draw; left without a bank it is none."""

    use_required_attribute = False

    bank = forms.ChoiceField(label=_("Bank"), required=False)
    tag = forms.CharField(label=_("Tag"), required=False, max_length=60)
    count = forms.IntegerField(
        label=_("How many questions"), required=False, min_value=1, max_value=500
    )
    points = forms.DecimalField(
        label=_("Points of each"), required=False, min_value=0, max_digits=6, decimal_places=2
    )

    def __init__(self, *args: Any, banks: Sequence[Bank], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "bank", [("", _("None")), *((str(it.uuid), it.name) for it in banks)])

    def clean(self) -> dict[str, Any]:
        told = self.cleaned_data
        if told.get("bank") and not told.get("count") and "count" not in self.errors:
            self.add_error("count", _("Say how many questions each attempt gets."))
        return told
