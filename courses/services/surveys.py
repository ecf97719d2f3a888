"""A survey on its way in: its texts as they are stored, plain and on one line."""

from collections.abc import Mapping
from dataclasses import replace

from courses.rules.richtext_line import seen_line
from courses.rules.survey import Survey, from_settings, to_settings

LONGEST = 300  # characters of a prompt or an option


def plain_settings(settings: Mapping[str, object]) -> dict[str, object]:
    """The settings of a survey as they are stored; what they hold besides stays."""
    survey = from_settings(settings)
    items = tuple(
        replace(
            item,
            prompt=seen_line(item.prompt)[:LONGEST],
            options=tuple(
                replace(option, text=seen_line(option.text)[:LONGEST]) for option in item.options
            ),
        )
        for item in survey.items
    )
    return {**settings, **to_settings(Survey(survey.privacy, items))}
