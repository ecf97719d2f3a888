"""`python -m bench [WORD]`: the whole table, or the figures of the parts whose name holds WORD."""

import sys
from collections.abc import Callable

import django

from bench import attempts, pages, regrade, reminders, reports, studio
from bench.figures import Figure, publish
from bench.system import System, running_system

PEOPLE = 2_000
COURSES = 20
# What each part measures, in the order of the table; every later figure joins here.
PARTS: dict[str, Callable[[System], list[Figure]]] = {
    "home activity": pages.measure,
    "attempt": attempts.measure,
    "regrade": regrade.measure,
    "studio": studio.measure,
    "reminders": reminders.measure,  # it makes ten times as many people
    "report": reports.measure,  # last: it makes fifty times as many
}


def main(word: str) -> int:
    """Measure, print, write; 1 where an aim is not met."""
    parts = [measure for name, measure in PARTS.items() if word in name]
    if not parts:
        print(f"Nothing here is called {word}. There are: {', '.join(PARTS)}.", file=sys.stderr)
        return 2
    figures: list[Figure] = []
    with running_system() as system:
        system.manage("migrate", "--verbosity", "0")
        seconds = system.manage("seed_scale", "--people", str(PEOPLE), "--courses", str(COURSES))
        print(f"Seeded {PEOPLE} people and {COURSES} courses in {seconds:.0f} s.")
        django.setup()
        for measure in parts:
            figures += measure(system)
    publish([figure for figure in figures if word in figure.name])
    return 0 if all(figure.met for figure in figures) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else ""))
