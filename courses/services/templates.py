"""Templates that ship with Concord: a course's bones, for a trainer to put flesh on.

Their words are prompts to whoever writes, in the language of the person who begins.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from django.utils.functional import Promise
from django.utils.html import escape
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courses.models import Kind
from courses.rules.content import ActivityContent, ModuleContent
from courses.services.kinds import begun


@dataclass(frozen=True, slots=True)
class Template:
    """What a template is called, whom it suits, and the modules it begins with."""

    name: Promise
    for_what: Promise
    modules: Callable[[], tuple[ModuleContent, ...]]


def _begun(kind: Kind, key: str, title: str, *paragraphs: str) -> ActivityContent:
    body = "\n".join(f"<p>{escape(words)}</p>" for words in paragraphs)
    return replace(begun(kind, key, title), body=body)


def _page(key: str, title: str, *paragraphs: str) -> ActivityContent:
    return _begun(Kind.PAGE, key, title, *paragraphs)


def _reflection(key: str, title: str, prompt: str) -> ActivityContent:
    return replace(_begun(Kind.REFLECTION, key, title, prompt), required=False)


def _short() -> tuple[ModuleContent, ...]:
    return (
        ModuleContent(
            "the-matter",
            _("The matter"),
            activities=(
                _page(
                    "a-case",
                    _("A case"),
                    _("Tell one concrete case: where, who, what was said. No names of patients."),
                    _("End where somebody has to decide."),
                ),
                _page(
                    "what-is-known",
                    _("What is known"),
                    _("What does research or policy say of it? Cite each claim."),
                ),
            ),
        ),
        ModuleContent(
            "to-practice",
            _("Into practice"),
            activities=(
                _reflection(
                    "what-i-will-try", _("What I will try"), _("What will you try this week?")
                ),
                begun(Kind.QUIZ, "check", _("Knowledge check")),
            ),
        ),
    )


def _workshop() -> tuple[ModuleContent, ...]:
    return (
        ModuleContent(
            "before",
            _("Before the workshop"),
            activities=(
                _page(
                    "why-we-meet",
                    _("Why we meet"),
                    _("Say what the workshop is for, what happens there, and what people bring."),
                ),
                _reflection(
                    "a-moment", _("A moment"), _("Think of a moment like this in your own work.")
                ),
            ),
        ),
        ModuleContent(
            "after",
            _("After the workshop"),
            activities=(
                _page("to-remember", _("To remember"), _("One page that people will print.")),
                begun(Kind.QUIZ, "check", _("Knowledge check")),
            ),
        ),
    )


def _policy() -> tuple[ModuleContent, ...]:
    return (
        ModuleContent(
            "the-policy",
            _("The policy"),
            activities=(
                _page(
                    "in-short",
                    _("In short"),
                    _("What changes for whom, from when, in five sentences."),
                ),
                _begun(
                    Kind.ATTESTATION,
                    "i-have-read-it",
                    _("I have read it"),
                    _("I have read the policy and know whom to ask."),
                ),
            ),
        ),
    )


TEMPLATES: Mapping[str, Template] = {
    "short": Template(
        gettext_lazy("Short course"),
        gettext_lazy("A case, what is known of it, a reflection and a knowledge check."),
        _short,
    ),
    "workshop": Template(
        gettext_lazy("Around a workshop"),
        gettext_lazy("Preparation before people meet, and what they keep afterwards."),
        _workshop,
    ),
    "policy": Template(
        gettext_lazy("A policy to attest"),
        gettext_lazy("What changes, on one page, and a statement to sign."),
        _policy,
    ),
}
