"""The demo's plot: who sits down to which course on which day, counted back from today."""

from collections import defaultdict

from lms.management.seeding.cast import EMERGENCY, Part
from lms.management.seeding.studies import Study

RESTORATIVE, WORDS = "restorative-practices", "words-that-stay"
# What those who were there from the beginning do, in turn: on time, late, half, or nothing.
TURNS = ("on_time", "on_time", "late", "half", "on_time", "nothing", "on_time")


def plotted(parts: list[Part]) -> dict[int, list[Study]]:
    """Day → sittings. The same every time."""
    days: dict[int, list[Study]] = defaultdict(list)
    for place, part in enumerate(parts):
        if part.email == "faculty@example.org":
            days[40].append(Study(address(part), RESTORATIVE, 2))
            days[6].append(Study(address(part), RESTORATIVE, 3, stumbles=True))
        elif part.joined is None:
            turn(days, part, place)
        elif place % 3 == 0:
            days[max(1, part.joined - 15)].append(Study(address(part), RESTORATIVE))
        elif place % 3 == 1:
            days[max(1, part.joined - 12)].append(Study(address(part), RESTORATIVE, 4))
        if (part.unit == EMERGENCY and place % 2) or place % 5 == 0:
            there_since = 35 if part.joined is None else part.joined - 1
            days[min(20 + place % 15, there_since)].append(Study(address(part), WORDS))
    return days


def turn(days: dict[int, list[Study]], part: Part, place: int) -> None:
    """One of those who were there from the beginning."""
    kind = TURNS[place % len(TURNS)]
    if kind == "on_time":
        days[70 - place].append(Study(address(part), RESTORATIVE, stumbles=place % 4 == 0))
    elif kind == "late":
        days[max(1, 14 - place % 12)].append(Study(address(part), RESTORATIVE))
    elif kind == "half":
        days[30].append(Study(address(part), RESTORATIVE, 12))


def address(part: Part) -> str:
    """Everyone's address ends in example.org."""
    if part.email:
        return part.email
    letters = f"{part.first}.{part.last}".lower().translate(PLAIN)
    return "".join(c for c in letters if c.isascii() and (c.isalnum() or c == ".")) + "@example.org"


PLAIN = str.maketrans("áàäâãéèëêíïóöôøúüßñçżźńłć", "aaaaaeeeeiioooouusnczznlc")
