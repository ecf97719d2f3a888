"""The form of a matching: each row a stem and what goes with it; without a stem, a distractor."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from courses.forms.questions.base import QuestionForm
from courses.forms.questions.fields import PassageField, PhraseField
from courses.forms.questions.rows import Flat, Row, Rows, flat_rows
from courses.interchange.markdown_writer import to_markdown, to_markdown_line
from courses.rules.content import ChoiceContent, QuestionContent
from courses.rules.question_changes import plain_words

OPTION_NAMES = tuple("123456789")


class PairRow(Row):
    text = PhraseField(label=_("Stem"), required=False)
    option_key = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)
    option = PhraseField(label=_("Goes with"))
    feedback = PassageField(label=_("Feedback"), required=False, rows=2)


class Pairs(Rows):
    form = PairRow
    title = _("Pairs")
    hint = _(
        "Several stems may go with the same words. A row without a stem adds words that go with "
        "nothing."
    )
    each = _("Pair")
    adds = _("Add a pair")
    least = 3

    def check(self, said: Sequence[Mapping[str, Any]]) -> None:
        stems = [row["text"] for row in said if row["text"]]
        if len(set(stems)) < len(stems):
            raise forms.ValidationError(_("Two stems say the same."))


class MatchingForm(QuestionForm):
    kind = "matching"
    own_rows = {"pairs": Pairs}

    def marking(self) -> tuple[dict[str, object], list[ChoiceContent]]:
        rows = self.said("pairs")
        options = self._options(rows)
        by_text = {option.text: option.key for option in options}
        with_stems = [row for row in rows if row["text"]]
        keys = self.keys.of_rows([(row["key"], row["text"]) for row in with_stems])
        stems = [
            replace(self.keys.before(key), text=row["text"], feedback=row["feedback"])
            for key, row in zip(keys, with_stems, strict=True)
        ]
        pairs = {key: by_text[row["option"]] for key, row in zip(keys, with_stems, strict=True)}
        return {"pairs": pairs}, self._as_they_lay(stems, options)

    def _options(self, rows: Sequence[Mapping[str, Any]]) -> list[ChoiceContent]:
        """Each option once; those known keep their order, new ones follow by what they say.

        The order in which the stems need them would tell what goes with what.
        """
        said = {row["option"]: row["option_key"] for row in reversed(rows)}
        words = sorted(said, key=lambda text: plain_words(text).casefold())
        keys = self.keys.of_rows([(said[text], text) for text in words], OPTION_NAMES)
        places = {key: place for place, key in enumerate(self.keys.held)}
        options = [
            replace(self.keys.before(key), text=text) for key, text in zip(keys, words, strict=True)
        ]
        return sorted(options, key=lambda it: places.get(it.key, len(places)))

    def _as_they_lay(
        self, stems: list[ChoiceContent], options: list[ChoiceContent]
    ) -> list[ChoiceContent]:
        """As they were mixed before, where none came or went and the stems kept their order."""
        by_key = {choice.key: choice for choice in (*stems, *options)}
        mixed = [by_key[key] for key in self.keys.held if key in by_key]
        kept = len(mixed) == len(by_key) and [it for it in mixed if it in stems] == stems
        return mixed if kept else [*stems, *options]

    @classmethod
    def flat_marking(cls, said: QuestionContent) -> Flat:
        held = said.definition.get("pairs", {})
        pairs = held if isinstance(held, Mapping) else {}
        by_key = {choice.key: choice for choice in said.choices}
        rows = [
            {
                "key": choice.key,
                "text": to_markdown_line(choice.text),
                "option_key": pairs[choice.key],
                "option": to_markdown_line(by_key[pairs[choice.key]].text),
                "feedback": to_markdown(choice.feedback),
            }
            for choice in said.choices
            if choice.key in pairs and pairs[choice.key] in by_key
        ]
        rows += [
            {"option_key": choice.key, "option": to_markdown_line(choice.text)}
            for choice in said.choices
            if choice.key not in pairs and choice.key not in pairs.values()
        ]
        return flat_rows("pairs", rows)
