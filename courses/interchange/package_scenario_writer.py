"""Situations as they are written in a scenario's file: reading gives the same back."""

from collections.abc import Callable, Iterator

from courses.interchange.markdown_writer import BLOCK_START, to_markdown, to_markdown_line
from courses.rules.scenario import Choice, Scenario, Situation

Names = Callable[[str], str]  # from the address of a picture to its name


def write_scenario(scenario: Scenario, name_of: Names) -> Iterator[str]:
    """Each situation, with what follows it."""
    for situation in scenario.situations:
        yield _situation(situation, name_of)


def _situation(situation: Situation, name_of: Names) -> str:
    parts = [
        f"## Situation {situation.key}: {situation.title}",
        to_markdown(situation.text, name_of),
        *(_choice(choice, name_of) for choice in situation.choices),
    ]
    return "\n\n".join(part for part in parts if part)


def _choice(choice: Choice, name_of: Names) -> str:
    """What it says stands on one line, and begins neither a heading nor a quotation there."""
    text = BLOCK_START.sub(r"\\", to_markdown_line(choice.text, name_of))
    parts = [f"### Choice {choice.key} -> {choice.leads_to}", text]
    if choice.consequence:
        told = to_markdown(choice.consequence, name_of)
        parts.append("\n".join(f"> {line}" if line else ">" for line in told.split("\n")))
    return "\n\n".join(part for part in parts if part)
