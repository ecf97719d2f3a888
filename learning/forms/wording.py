"""The words of a reminder, as an admin writes them."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from learning.rules.wording import findings
from learning.services.wording import Words
from learning.services.wording_changes import sentences


class WordingForm(forms.Form):
    """Subject and text; and on whom to try them."""

    subject = forms.CharField(label=_("Subject"), max_length=200, strip=True)
    body = forms.CharField(
        label=_("Text"),
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 14, "spellcheck": "true"}),
        help_text=_(
            "Markdown: # begins a heading, **two stars** make bold, [words](https://…) a link,"
            " and a hyphen an item of a list. An empty line begins a new paragraph."
        ),
    )
    person = forms.CharField(
        label=_("Try it on"),
        required=False,
        help_text=_("Somebody's name or address: the mail as they would get it today."),
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )

    def __init__(self, *args: object, recipient: str, people: object = None, **kwargs: object):
        self.recipient, self.people = recipient, people
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]

    def clean(self) -> None:
        said = self.cleaned_data
        found = findings(self.recipient, said.get("subject", ""), said.get("body", ""))
        for finding, sentence in zip(found, sentences(found), strict=True):
            in_subject = not finding.line and finding.fault != "missing"
            self.add_error("subject" if in_subject else "body", sentence)

    def words(self) -> Words:
        body = self.cleaned_data["body"].replace("\r\n", "\n").strip()
        return Words(self.cleaned_data["subject"], body)

    def whom(self) -> User | None:
        """The person it is tried on: the first whose name fits, of those one may see."""
        words = self.cleaned_data.get("person", "").strip()
        if not words or self.people is None:
            return None
        found: User | None = self.people.search(words).order_by("sort_name", "id").first()  # type: ignore[attr-defined]
        return found
