"""An audience as it is written on a page: groups in groups, with a small form for each line."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.rules.audience_lines import (
    DEEPEST_LINES,
    ROOT,
    Line,
    Lines,
    What,
    read,
    walk,
    write,
)
from accounts.rules.audiences import Combine, TooMuch, as_json, parse, within
from accounts.services.audience_offers import Offers
from learning.forms.audience_lines import FORMS, LineForm, Term, as_people_write, is_id

KINDS = [
    (What.APPOINTMENT.value, _("Appointment")),
    (What.TAG.value, _("Tag")),
    (What.HIRED.value, _("Day of hire")),
    (What.PEOPLE.value, _("People by name")),
    (What.AUDIENCE.value, _("Saved audience")),
]
GROUP = (What.GROUP.value, _("Group"))
SOME = [
    (Combine.ANY.value, _("At least one of these holds")),
    (Combine.ALL.value, _("All of these hold")),
]
NOBODY_IN = _("Groups may leave people out, but one line at least must say who is in.")
TOO_MUCH = _("This is too much for one audience: keep a part of it under a name, and name that.")
NOT_ONE = (Combine.NONE.value, _("None of these holds"))
ANY_UNIT = str(UUID(int=0))


class GroupForm(forms.Form):
    """How the lines of a group are combined."""

    combine = forms.ChoiceField(
        label=_("Who belongs"),
        error_messages={
            "required": _("Choose how the lines are combined."),
            "invalid_choice": _("Choose how the lines are combined."),
        },
    )

    def __init__(self, *args: Any, choices: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        combine = self.fields["combine"]
        assert isinstance(combine, forms.ChoiceField)
        combine.choices = choices


class LineShown:
    """One line with its form; the page turns to its first field where `is_next`."""

    is_group = False

    def __init__(self, path: str, what: What, form: LineForm, *, is_next: bool) -> None:
        self.path, self.what, self.form = path, what.value, form
        if is_next:
            next(iter(form.fields.values())).widget.attrs["autofocus"] = True

    def is_valid(self) -> bool:
        return self.form.is_valid()

    def terms(self) -> list[Term]:
        return self.form.terms()


class GroupShown:
    """A group with its lines, in order."""

    is_group = True
    what = What.GROUP.value

    def __init__(self, path: str, lines: Lines, book: "AudienceBook") -> None:
        depth = path.count("-")
        choices = [*SOME, NOT_ONE] if depth else SOME
        sent, initial = (book.sent, None) if book.is_bound else (None, {"combine": lines.combine})
        self.path, self.is_next = path, path == book.turn_to
        self.form = GroupForm(sent, initial=initial, prefix=path, choices=choices)
        self.kinds = [*KINDS, GROUP] if depth < DEEPEST_LINES else KINDS
        self.error = ""
        self.is_bound = book.is_bound
        self.parts: list[LineShown | GroupShown] = [
            book.shown(f"{path}-{number}", part) for number, part in enumerate(lines.parts)
        ]

    def is_valid(self) -> bool:
        if not self.parts:
            self.error = str(_("Add a line to this group, or remove it."))
        return all([self.form.is_valid(), bool(self.parts), *(it.is_valid() for it in self.parts)])

    def expression(self) -> Term:
        combine = self.form.cleaned_data["combine"]
        parts: list[Term] = []
        for part in self.parts:
            if isinstance(part, GroupShown):
                parts.append(part.expression())
                continue
            found = part.terms()
            several = len(found) > 1 and combine == Combine.ALL
            parts += [{Combine.ANY.value: found}] if several else found
        return {combine: parts}


class AudienceBook:
    """All of it: what is shown, whether it is whole, and the expression that it comes to.

    Bound, it is judged; unbound, it shows the lines as they are, people by their names.
    """

    def __init__(
        self, lines: Lines, offers: Offers, *, is_bound: bool = False, turn_to: str = ""
    ) -> None:
        self.offers, self.is_bound, self.turn_to = offers, is_bound, turn_to
        self.sent = write(lines)
        self.names = {} if is_bound else _names(lines, offers)
        self.root = GroupShown(ROOT, lines, self)

    @classmethod
    def of_sent(cls, sent: Mapping[str, str], offers: Offers) -> "AudienceBook":
        return cls(read(sent), offers, is_bound=True)

    def shown(self, path: str, part: Line | Lines) -> LineShown | GroupShown:
        if isinstance(part, Lines):
            return GroupShown(path, part, self)
        said = dict(part.said)
        if "who" in said:
            said["who"] = as_people_write(said["who"], self.names)
        form = FORMS[part.what](
            self.sent if self.is_bound else None,
            initial=None if self.is_bound else said,
            prefix=path,
            offers=self.offers,
        )
        return LineShown(path, part.what, form, is_next=path == self.turn_to)

    def is_valid(self) -> bool:
        """Whether every line is whole, and they say who is in."""
        if not self.root.is_valid():
            return False
        try:
            self._parse()
        except ValueError as error:
            self.root.error = str(TOO_MUCH if isinstance(error, TooMuch) else NOBODY_IN)
            return False
        return True

    def expression(self) -> Term:
        return self.root.expression()

    def _parse(self) -> None:
        said = parse(self.root.expression())
        if not self.offers.whole_site:  # what is kept then has one more, around it
            parse(as_json(within(ANY_UNIT, said)))


def _names(lines: Lines, offers: Offers) -> dict[str, str]:
    """Ids of those named → how they are shown; nobody out of reach. One query at most."""
    wanted = [each.said.get("who", "").split() for each in walk(lines) if "who" in each.said]
    ids = [word for words in wanted for word in words if is_id(word)]
    if not ids:
        return {}
    found: list[User] = list(offers.people.filter(uuid__in=ids))
    return {str(each.uuid): f"{each.display_name} <{each.email}>" for each in found}
