"""A scenario in the player: where the choices made so far lead, and what one may do there.

The way is in the address alone, the keys of the choices with dots between them: nothing of it is
kept, and every page of it can be come back to.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from uuid import UUID

from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from courses.rules.scenario import Choice, Walked, from_settings, walk
from courses.services.reading import reading
from courses.services.richtext import cited, render
from learning.views.standpoint import Standpoint, with_links

WAY = "way"  # the field and the part of the address that hold it
KEYS = re.compile(r"[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)*")
LONGEST = 3000  # characters of a way: an address has to be short enough to be asked for
LINK_TAG = re.compile(r"</?a\b[^<>]*>")


@dataclass(frozen=True, slots=True)
class Onward:
    """A choice that may be made, and where it leads."""

    address: str
    words: SafeString


@dataclass(frozen=True, slots=True)
class Made:
    """A choice that was made, and the title of the situation it was made in."""

    title: str
    words: SafeString


@dataclass(frozen=True, slots=True)
class Scene:
    """What the page shows of the situation where somebody stands."""

    title: str
    text: SafeString
    consequence: SafeString
    onward: tuple[Onward, ...]
    made: tuple[Made, ...]
    is_ending: bool
    is_astray: bool  # the way that was asked for goes on, and cannot
    back: str


def steps_of(way: str) -> tuple[str, ...]:
    """The keys of the choices made; none where that is no way at all."""
    return tuple(way.split(".")) if len(way) <= LONGEST and KEYS.fullmatch(way) else ()


def address_of(uuid: UUID, key: str, way: Iterable[str]) -> str:
    """The page on which these choices have been made, at the situation itself."""
    page = reverse("learning:activity", args=[uuid, key])
    said = ".".join(way)
    return f"{page}?{WAY}={said}#situation" if said else page


def scenario_page(at: Standpoint, asked: str) -> dict[str, object]:
    """What the page needs besides; at an ending it can be left."""
    read = reading(at.activity, at.outline.sources)
    walked = walk(from_settings(read.settings), steps_of(asked))
    said = ".".join(walked.way)
    begins = not walked.steps
    known = at.outline.sources
    works = {key: known[key] for key in cited("".join(_told(walked))) if key in known}
    return {
        "scene": _scene(at, walked, is_astray=said != asked),
        "sources": tuple((dict(read.sources if begins else ()) | works).items()),
        "begins": begins,
        "leaves": walked.is_ending,
        "way": said,
    }


def _told(walked: Walked) -> Iterator[str]:
    """The stored texts that the page shows of it."""
    yield from (step.choice.text for step in walked.steps)
    yield walked.consequence
    if walked.at:
        yield walked.at.text
        yield from (choice.text for choice in walked.at.choices)


def _scene(at: Standpoint, walked: Walked, *, is_astray: bool) -> Scene | None:
    if walked.at is None:
        return None
    uuid, key = at.taken.uuid, at.activity.key
    return Scene(
        title=walked.at.title,
        text=_shown(at, walked.at.text),
        consequence=_shown(at, walked.consequence),
        onward=tuple(
            Onward(address_of(uuid, key, (*walked.way, choice.key)), _worded(at, choice))
            for choice in walked.at.choices
        ),
        made=tuple(Made(step.situation.title, _worded(at, step.choice)) for step in walked.steps),
        is_ending=walked.is_ending,
        is_astray=is_astray,
        back=address_of(uuid, key, walked.way[:-1]),
    )


def _shown(at: Standpoint, stored: str) -> SafeString:
    return with_links(render(stored, sources=at.outline.sources), at.taken.uuid)


def _worded(at: Standpoint, choice: Choice) -> SafeString:
    """The words of a choice, without the links in them: the choice is a link itself."""
    return mark_safe(LINK_TAG.sub("", render(choice.text, sources=at.outline.sources)))
