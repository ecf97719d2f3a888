"""A branching case: situations, the choices in each, and where they lead.

Pure: no database, no clock. A scenario begins with its first situation; one without choices is an
ending. Texts are rich text in its stored form, titles plain text.
"""

from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from courses.rules.held import tables, text

SITUATIONS = "situations"  # in the settings of an activity
OF_CHOICE = ("key", "text", "consequence", "leads_to")


@dataclass(frozen=True, slots=True)
class Choice:
    """What one may do, what comes of it, and the key of the situation it leads to."""

    key: str
    text: str
    consequence: str = ""
    leads_to: str = ""


@dataclass(frozen=True, slots=True)
class Situation:
    """Where one stands, and what one may do there."""

    key: str
    title: str
    text: str
    choices: tuple[Choice, ...] = ()

    @property
    def is_ending(self) -> bool:
        return not self.choices

    @property
    def name(self) -> str:
        """What it is called to those who write it."""
        return self.title or self.key


@dataclass(frozen=True, slots=True)
class Scenario:
    """All of its situations; of two with the same key, only the first is ever met."""

    situations: tuple[Situation, ...] = ()

    @property
    def start(self) -> Situation | None:
        return self.situations[0] if self.situations else None

    def by_key(self) -> dict[str, Situation]:
        return {situation.key: situation for situation in reversed(self.situations)}

    def texts(self) -> Iterator[str]:
        """Every rich text in it, in order."""
        for situation in self.situations:
            yield situation.text
            for choice in situation.choices:
                yield from (choice.text, choice.consequence)


def from_settings(settings: Mapping[str, object]) -> Scenario:
    """The scenario that these settings hold; what is none of one is left out."""
    return Scenario(
        tuple(
            Situation(
                key=text(held, "key"),
                title=text(held, "title"),
                text=text(held, "text"),
                choices=tuple(
                    Choice(*(text(each, name) for name in OF_CHOICE))
                    for each in tables(held.get("choices"))
                ),
            )
            for held in tables(settings.get(SITUATIONS))
        )
    )


def to_settings(scenario: Scenario) -> dict[str, object]:
    """What `from_settings` reads, always in the same form."""
    return {
        SITUATIONS: [
            {
                "key": situation.key,
                "title": situation.title,
                "text": situation.text,
                "choices": [
                    {
                        "key": choice.key,
                        "text": choice.text,
                        "consequence": choice.consequence,
                        "leads_to": choice.leads_to,
                    }
                    for choice in situation.choices
                ],
            }
            for situation in scenario.situations
        ]
    }


def keys_in(settings: Mapping[str, object]) -> list[str]:
    """Every key in it: `start` of a situation, `start/a` of a choice there."""
    return [
        key
        for situation in from_settings(settings).situations
        for key in (situation.key, *(f"{situation.key}/{it.key}" for it in situation.choices))
    ]


@dataclass(frozen=True, slots=True)
class Step:
    """A choice made, and the situation it was made in."""

    situation: Situation
    choice: Choice


@dataclass(frozen=True, slots=True)
class Walked:
    """How far a way was possible: the steps, and the situation where one stands after them."""

    steps: tuple[Step, ...]
    at: Situation | None  # None only in a scenario without situations

    @property
    def way(self) -> tuple[str, ...]:
        """The part of the way that was possible."""
        return tuple(step.choice.key for step in self.steps)

    @property
    def consequence(self) -> str:
        """What came of the last choice; nothing at the start."""
        return self.steps[-1].choice.consequence if self.steps else ""

    @property
    def is_ending(self) -> bool:
        return self.at is not None and self.at.is_ending


def walk(scenario: Scenario, way: Sequence[str]) -> Walked:
    """Make these choices one after another, from the start; a step that cannot be made ends it."""
    known = scenario.by_key()
    at = scenario.start
    steps: list[Step] = []
    for key in way:
        choice = next((each for each in at.choices if each.key == key), None) if at else None
        if at is None or choice is None or choice.leads_to not in known:
            break
        steps.append(Step(at, choice))
        at = known[choice.leads_to]
    return Walked(tuple(steps), at)


def shortest_way(scenario: Scenario) -> tuple[str, ...] | None:
    """The fewest choices that lead to an ending; None where nothing does."""
    known = scenario.by_key()
    waiting: deque[tuple[Situation, tuple[str, ...]]] = deque()
    if scenario.start:
        waiting.append((scenario.start, ()))
    met: set[str] = set()
    while waiting:
        at, way = waiting.popleft()
        if at.is_ending:
            return way
        if at.key in met:
            continue
        met.add(at.key)
        for choice in at.choices:
            if choice.leads_to in known:
                waiting.append((known[choice.leads_to], (*way, choice.key)))
    return None
