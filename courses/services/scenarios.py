"""A scenario on its way in: its texts as they are stored."""

from collections.abc import Mapping

from courses.rules.richtext_line import seen_line
from courses.rules.scenario import Choice, Scenario, Situation, from_settings, to_settings
from courses.services.richtext import sanitise_passage, sanitise_phrase

LONGEST_TITLE = 200


def plain_line(text: str) -> str:
    """A title as it is stored: plain text on one line."""
    return seen_line(text)[:LONGEST_TITLE].strip()


def sanitised_settings(settings: Mapping[str, object]) -> dict[str, object]:
    """The settings of a scenario as they are stored; what they hold besides stays."""
    scenario = from_settings(settings)
    return {
        **settings,
        **to_settings(Scenario(tuple(_sanitised(held) for held in scenario.situations))),
    }


def _sanitised(situation: Situation) -> Situation:
    return Situation(
        key=situation.key,
        title=plain_line(situation.title),
        text=sanitise_passage(situation.text),
        choices=tuple(
            Choice(
                choice.key,
                sanitise_phrase(choice.text),
                sanitise_passage(choice.consequence),
                choice.leads_to,
            )
            for choice in situation.choices
        ),
    )
