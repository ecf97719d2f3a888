"""What the forms of all kinds of question have in common."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from itertools import chain, count
from string import ascii_lowercase
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courses.forms.banks import offer
from courses.forms.questions.fields import PassageField, TagsField
from courses.forms.questions.rows import Flat, Row, Rows, flat_rows
from courses.interchange.markdown_writer import to_markdown
from courses.rules.content import ChoiceContent, QuestionContent
from courses.rules.marking import scored

KEY = r"^[A-Za-z0-9][A-Za-z0-9_-]*$"


@dataclass(frozen=True, slots=True)
class Known:
    """What a form knows beside what is typed into it.

    `before` is the wording that is edited, None for a new question; `ever` are the choices that
    the question had in any of its numbers, by key: none is used again for another.
    """

    cases: tuple[tuple[str, str], ...] = ()  # key and first words of each
    before: QuestionContent | None = None
    ever: Mapping[str, ChoiceContent] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the form that is the kind's own: some fields, then some rows."""

    title: str = ""
    fields: Sequence[forms.BoundField] = ()
    rows: Rows | None = None


@dataclass(frozen=True, slots=True)
class Trouble:
    """One thing that is wrong: the id of where it is, what that is called, and a sentence."""

    to: str
    label: str
    words: str


def field_troubles(form: forms.Form, before: str) -> list[Trouble]:
    """What is wrong in its fields; `before` says which form it is, where there are several."""
    return [
        Trouble(field.id_for_label or str(field.auto_id), f"{before}{field.label}", str(words))
        for field in form
        for words in field.errors
    ]


class HintRow(Row):
    text = PassageField(label=gettext_lazy("Hint"), rows=2)


class Hints(Rows):
    form = HintRow
    title = gettext_lazy("Hints")
    hint = gettext_lazy(
        "One leads on to the next. Learners see them only in quizzes where nothing is scored."
    )
    each = gettext_lazy("Hint")
    adds = gettext_lazy("Add a hint")
    least = 1


class QuestionForm(forms.Form):
    """Prompt, explanation, hints, tags and case; what each kind adds are its own fields and rows.

    It is made of what was `posted`, or shows what `flat` made of a wording.
    """

    kind: ClassVar[str]
    own: ClassVar[tuple[str, ...]] = ()  # the kind's own fields, in order
    own_rows: ClassVar[Mapping[str, type[Rows]]] = {}

    use_required_attribute = False  # adding a row sends what is not finished yet

    prompt = PassageField(
        label=gettext_lazy("The question"),
        rows=5,
        help_text=gettext_lazy("In Markdown. Its first paragraph stands out."),
    )
    explanation = PassageField(
        label=gettext_lazy("Explanation"),
        required=False,
        help_text=gettext_lazy("Why it is so; shown after the quiz, to everybody."),
    )
    stimulus = forms.ChoiceField(
        label=gettext_lazy("The case it is asked about"),
        required=False,
        help_text=gettext_lazy("Shown before the first question about it."),
    )
    tags = TagsField(
        label=gettext_lazy("Tags"),
        required=False,
        max_length=1000,
        help_text=gettext_lazy("With commas between them. Quizzes draw by them."),
    )
    key = forms.RegexField(
        regex=KEY,
        label=gettext_lazy("Key"),
        required=False,
        max_length=64,
        help_text=gettext_lazy(
            "The name it keeps for good. Left empty, it is made from the first words."
        ),
        error_messages={"invalid": gettext_lazy("Use letters, digits, - and _ only.")},
    )

    def __init__(
        self, known: Known, *, posted: Mapping[str, str] | None = None, shown: Flat | None = None
    ) -> None:
        shown = shown or {}
        super().__init__(posted, initial=shown)
        self.known = known
        self.keys = Keys(known)
        self._offer_cases(posted or shown)
        if known.before:
            del self.fields["key"]
        self.rows = {
            name: rows(name, posted=posted, shown=shown)
            for name, rows in self.rowsets(posted or shown).items()
        }

    def _offer_cases(self, flat: Mapping[str, str]) -> None:
        cases = dict(self.known.cases)
        kept = self.known.before.stimulus if self.known.before else ""
        if kept and kept not in cases:
            cases[kept] = kept
        if "stimulus" in self.fields and cases:
            offer(self, "stimulus", [("", _("None")), *cases.items()])
        else:
            self.fields.pop("stimulus", None)

    def rowsets(self, flat: Mapping[str, str]) -> dict[str, type[Rows]]:
        """The rows that this form has, by name."""
        return {**self.own_rows, "hints": Hints}

    def parts(self) -> list[Part]:
        """What the kind adds, as it stands on the page after the question itself."""
        fields = [Part(fields=[self[name] for name in self.own])] if self.own else []
        return fields + [Part(rows=self.rows[name]) for name in self.own_rows]

    def is_valid(self) -> bool:
        """Fields and rows each by themselves, then together."""
        valid = [super().is_valid(), *(rows.is_valid() for rows in self.rows.values())]
        if all(valid):
            self.check()
        return all(valid) and not self.errors

    def focus_on(self, name: str, deed: str, place: int) -> None:
        """Let a row of that name, or a button of it, have the focus when the page comes."""
        if name in self.rows:
            self.rows[name].focus_on(deed, place)

    def troubles(self) -> list[Trouble]:
        """Everything that is wrong, as one meets it on the page."""
        found = [Trouble("", "", str(words)) for words in self.non_field_errors()]
        found += field_troubles(self, "")
        for rows in self.rows.values():
            title = str(rows.title)
            found += [
                Trouble(str(rows.prefix), title, str(words)) for words in rows.non_form_errors()
            ]
            for number, row in enumerate(rows.forms, 1):
                found += field_troubles(row, f"{rows.each} {number}, ")
        return found

    def has_hints(self) -> bool:
        """Whether hints are to be shown opened: there are some, or they are being written."""
        hints = self.rows["hints"]
        return hints.is_being_changed or any(
            row["text"].value() or row.errors for row in hints.forms
        )

    def check(self) -> None:
        """Add an error for what is wrong with fields and rows together."""

    def said(self, name: str) -> list[dict[str, Any]]:
        """What the rows of that name say."""
        return self.rows[name].said()

    def content(self) -> QuestionContent:
        """The wording, once the form is valid."""
        self.keys = Keys(self.known)
        told = self.cleaned_data
        base = self.known.before or QuestionContent(told["key"], self.kind, "")
        definition, choices = self.marking()
        return replace(
            base,
            points=base.points if scored(self.kind) else Decimal(0),
            prompt=told["prompt"],
            explanation=told.get("explanation", base.explanation),
            stimulus=told.get("stimulus", base.stimulus),
            tags=told["tags"],
            hints=self._hints(base),
            definition=definition,
            choices=tuple(choices),
        )

    def _hints(self, base: QuestionContent) -> tuple[str, ...]:
        if "hints" not in self.rows:
            return base.hints
        return tuple(row["text"] for row in self.said("hints"))

    def marking(self) -> tuple[dict[str, object], list[ChoiceContent]]:
        """What the kind's own fields and rows say: its stored JSON and its choices."""
        raise NotImplementedError

    @classmethod
    def blank(cls, language: str) -> Flat:
        """What the form of a new question begins with."""
        return {}

    @classmethod
    def flat(cls, said: QuestionContent) -> Flat:
        """A wording as this form would post it."""
        hints = [{"text": to_markdown(hint)} for hint in said.hints]
        return {
            "prompt": cls.flat_prompt(said.prompt),
            "explanation": to_markdown(said.explanation),
            "stimulus": said.stimulus,
            "tags": ", ".join(said.tags),
            **flat_rows("hints", hints),
            **cls.flat_marking(said),
        }

    @classmethod
    def flat_prompt(cls, prompt: str) -> str:
        return to_markdown(prompt)

    @classmethod
    def flat_marking(cls, said: QuestionContent) -> Flat:
        """What `marking` gave, as its fields and rows would post it."""
        raise NotImplementedError

    def says_anything_new(self) -> bool:
        """Whether it says something else than the wording that it began with."""
        before = self.known.before
        if before is None:
            return True
        untouched = type(self)(self.known, posted=self.flat(before))
        return not untouched.is_valid() or untouched.content() != self.content()


class Keys:
    """Gives each row of a form its choice's key: the one it has, or one never used before.

    A key never comes to mean something else: words that a choice had before bring back its key,
    in whatever row they stand now.
    """

    def __init__(self, known: Known) -> None:
        now = known.before.choices if known.before else ()
        self.held = {choice.key: choice for choice in now}
        self.held |= {key: it for key, it in known.ever.items() if key not in self.held}
        self.ever = set(self.held)
        self.given: set[str] = set()

    def of_rows(
        self,
        rows: Sequence[tuple[str, str]],
        names: Sequence[str] = ascii_lowercase,
        among: Collection[str] | None = None,
    ) -> list[str]:
        """The keys of rows that are (the key it came with, the words it says now), in order.

        A new one is the first of `names` that is free. `among` are the choices that may be meant.
        """
        held = {key: it.text for key, it in self.held.items() if among is None or key in among}
        found = [self._give(held, key) if held.get(key) == says else "" for key, says in rows]
        for place, (_key, says) in enumerate(rows):
            if not found[place] and says:
                same = [key for key, was in held.items() if was == says]
                found[place] = next(filter(None, (self._give(held, key) for key in same)), "")
        for place, (key, _says) in enumerate(rows):
            found[place] = found[place] or self._give(held, key) or self._new(names)
        return found

    def _give(self, held: Mapping[str, str], key: str) -> str:
        """That key, if it is one of these choices' and free; else nothing."""
        if key not in held or key in self.given:
            return ""
        self.given.add(key)
        return key

    def _new(self, names: Sequence[str]) -> str:
        key = next(each for each in names_from(names) if each not in self.ever)
        self.ever.add(key)
        self.given.add(key)
        return key

    def before(self, key: str) -> ChoiceContent:
        """The choice as it was, or one that says nothing yet."""
        return self.held.get(key, ChoiceContent(key, ""))


def names_from(names: Sequence[str]) -> Iterator[str]:
    """These names, then the same with numbers from 2 after them."""
    return chain(names, (f"{name}{number}" for number in count(2) for name in names))
