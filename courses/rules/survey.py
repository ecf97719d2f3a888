"""A survey: what it asks, and what becomes of the names of those who answer (DOMAIN 8).

Pure: no database, no clock. Prompts and options are plain text on one line.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from courses.rules.held import tables, text

ITEMS, PRIVACY = "items", "privacy"  # in the settings of an activity


class Privacy(StrEnum):
    """Anonymous: nobody can tell whose a response is. Confidential: it is known and not shown.
    Identified: those who run the course read it with the name."""

    ANONYMOUS = "anonymous"
    CONFIDENTIAL = "confidential"
    IDENTIFIED = "identified"


class Asks(StrEnum):
    """One option, any number of them, or words of one's own."""

    SINGLE = "single"
    MULTIPLE = "multiple"
    COMMENT = "comment"


@dataclass(frozen=True, slots=True)
class Option:
    """One of the responses on offer."""

    key: str
    text: str


@dataclass(frozen=True, slots=True)
class Item:
    """One question of a survey: nothing in it is right or wrong, and it may be left open."""

    key: str
    asks: Asks
    prompt: str
    options: tuple[Option, ...] = ()

    @property
    def has_options(self) -> bool:
        return self.asks != Asks.COMMENT


@dataclass(frozen=True, slots=True)
class Survey:
    """All of its items, in order."""

    privacy: Privacy = Privacy.ANONYMOUS
    items: tuple[Item, ...] = ()

    def by_key(self) -> dict[str, Item]:
        return {item.key: item for item in reversed(self.items)}

    def shape(self) -> object:
        """What must be the same in every language: all but the words."""
        keys = [(it.key, it.asks, [each.key for each in it.options]) for it in self.items]
        return self.privacy, keys

    def texts(self) -> Iterator[str]:
        """Every text in it, in order."""
        for item in self.items:
            yield item.prompt
            yield from (option.text for option in item.options)


def from_settings(settings: Mapping[str, object]) -> Survey:
    """The survey that these settings hold; what is none of one is left out."""
    said = text(settings, PRIVACY)
    return Survey(
        Privacy(said) if said in [*Privacy] else Privacy.ANONYMOUS,
        tuple(_item(held) for held in tables(settings.get(ITEMS))),
    )


def to_settings(survey: Survey) -> dict[str, object]:
    """What `from_settings` reads, always in the same form."""
    return {
        PRIVACY: survey.privacy.value,
        ITEMS: [
            {
                "key": item.key,
                "asks": item.asks.value,
                "prompt": item.prompt,
                "options": [{"key": each.key, "text": each.text} for each in item.options],
            }
            for item in survey.items
        ],
    }


def keys_in(settings: Mapping[str, object]) -> list[str]:
    """The key of every item in it."""
    return [item.key for item in from_settings(settings).items]


def keyed(texts: Sequence[str], held: Sequence[Option]) -> tuple[Option, ...]:
    """These options, each under the key that it had: known by its words, else by its place.

    Where as many are new as are gone, the words were changed and the keys stay, in order;
    otherwise a new one gets a key that none of these had.
    """
    keys = {option.text: option.key for option in held}
    new = [text for text in texts if text not in keys]
    gone = [option.key for option in held if option.text not in texts]
    if len(new) != len(gone):
        taken = {option.key for option in held}
        free = (key for nth in range(1, 1000) if (key := f"o{nth}") not in taken)
        gone = [next(free) for _text in new]
    keys |= dict(zip(new, gone, strict=True))
    return tuple(Option(keys[text], text) for text in dict.fromkeys(texts))


def translated(first: Survey, said: Survey) -> Survey:
    """The original's items, in the words that the translation has for them."""
    words = said.by_key()
    return Survey(
        first.privacy,
        tuple(_in_words(it, words[it.key]) if it.key in words else it for it in first.items),
    )


def _in_words(first: Item, said: Item) -> Item:
    texts = {option.key: option.text for option in said.options}
    options = tuple(Option(it.key, texts.get(it.key) or it.text) for it in first.options)
    return Item(first.key, first.asks, said.prompt or first.prompt, options)


def _item(held: Mapping[str, object]) -> Item:
    asks = text(held, "asks")
    return Item(
        text(held, "key"),
        Asks(asks) if asks in [*Asks] else Asks.SINGLE,
        text(held, "prompt"),
        tuple(Option(text(it, "key"), text(it, "text")) for it in tables(held.get("options"))),
    )
