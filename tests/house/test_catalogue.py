"""Spanish is complete: every message is said in it, once, with what it is filled in with."""

import re

from tests.house.messages import as_compiled, compiled, in_catalogue, in_sources

FILLED = re.compile(r"%\(\w+\)[a-z]|%[a-z%]|\{\w*\}|</?\w+[^>]*>")


def filled(words):
    """What is filled in, and the tags: each as often as the language needs it."""
    return set(FILLED.findall(words))


def test_every_message_is_in_the_catalogue_and_nothing_else():
    """`make words` gathers them; decision 0027 says how to go on from there."""
    said = {entry.message for entry in in_catalogue()}
    sources = in_sources()

    assert {message: at for message, at in sources.items() if message not in said} == {}
    assert said - set(sources) == set()


def test_every_message_is_said_and_certainly_so():
    unsaid = [
        entry.message for entry in in_catalogue() if entry.is_fuzzy or not all(entry.said or [""])
    ]

    assert unsaid == []


def test_a_message_is_filled_in_with_the_same():
    """One of something may go without its number: "one course"."""
    wrong = []
    for entry in in_catalogue():
        forms = (
            [entry.message.one, entry.message.many] if entry.message.many else [entry.message.one]
        )
        wrong += [
            words
            for form, words in zip(forms, entry.said, strict=True)
            if filled(words) != filled(form) and not entry.message.context.endswith("letters")
        ]

    assert wrong == []


def test_what_is_used_is_what_the_catalogue_says():
    """The .mo is read, the .po is written: both are committed."""
    used = compiled()
    used.pop("")  # the head

    assert used == as_compiled(in_catalogue())


def test_spanish_quotes_as_spanish_does():
    wrong = [said for entry in in_catalogue() for said in entry.said if re.search("[“”]", said)]

    assert wrong == []
