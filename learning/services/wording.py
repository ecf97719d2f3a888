"""What reminders say: as shipped, or as an admin wrote it, in each person's language."""

from dataclasses import dataclass
from functools import lru_cache

from django.conf import settings
from django.template.loader import get_template
from django.utils.translation import gettext_lazy as _

from learning.models import ReminderWording
from learning.rules.wording import PLACEHOLDERS

# Reminders ship in more languages than the pages: a mail is written in its reader's.
LANGUAGES = {"en": _("English"), "es": _("Spanish")}


@dataclass(frozen=True, slots=True)
class Words:
    """A subject, and a text in Markdown."""

    subject: str
    body: str


@dataclass(frozen=True, slots=True)
class Wordings:
    """Everything that admins have worded, to choose from without asking again."""

    own: dict[tuple[int | None, str, str], Words]

    @classmethod
    def standing(cls) -> "Wordings":
        """One query."""
        rows = ReminderWording.objects.standing().values_list(
            "requirement_id", "recipient", "language", "subject", "body"
        )
        return cls({(of, who, lang): Words(*words) for of, who, lang, *words in rows})

    def words(self, recipient: str, language: str, requirement: int | None) -> Words:
        """Those of the requirement, else those for all, else the shipped ones."""
        keys = [(requirement, recipient, language), (None, recipient, language)]
        own = next((self.own[key] for key in keys if key in self.own), None)
        return own or shipped(recipient, language)


def language_of(own: str) -> str:
    """The language in which somebody is written to: theirs, else the institution's."""
    for name in (own, own.split("-", maxsplit=1)[0], settings.LANGUAGE_CODE):
        if name in LANGUAGES:
            return name
    return "en"


@lru_cache(maxsize=16)
def shipped(recipient: str, language: str) -> Words:
    """The words that come with the product: the first line is the subject."""
    assert recipient in PLACEHOLDERS  # it names a file
    template = get_template(f"emails/reminder/wording/{recipient}.{language}.md")
    subject, _nothing, body = template.template.source.partition("\n")  # type: ignore[attr-defined]
    return Words(subject.strip(), body.strip())
