"""A survey for tests: one item of each kind."""

from courses.rules.survey import Asks, Item, Option, Privacy, Survey, to_settings

SURVEY = Survey(
    Privacy.ANONYMOUS,
    (
        Item(
            "use",
            Asks.SINGLE,
            "How much of this will you use?",
            (Option("much", "Much of it"), Option("some", "Some of it"), Option("none", "None")),
        ),
        Item(
            "parts",
            Asks.MULTIPLE,
            "What helped?",
            (Option("cases", "The cases"), Option("circle", "The circle")),
        ),
        Item("more", Asks.COMMENT, "What was missing?"),
    ),
)
SETTINGS = to_settings(SURVEY)


def settings_of(*items: Item, privacy: Privacy = Privacy.ANONYMOUS) -> dict[str, object]:
    return to_settings(Survey(privacy, items))
