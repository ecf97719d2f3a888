"""Keys for questions that come from elsewhere: the same ones whenever the same file comes again."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import chain, count

from django.utils.text import slugify

from courses.interchange.package_toml import KEY
from courses.interchange.questions_read import Found, QuestionRead
from courses.rules.content import QuestionContent
from courses.rules.content_hash import question_hash

LONGEST = 64


def with_keys(found: Iterable[Found]) -> Iterator[QuestionRead]:
    """Each question with its key: from its identity in the file, else from all that it says.

    Of several that would have the same key the first has it; the others get a number after it.
    """
    keys = _Keys()
    for each in found:
        key = keys.free(base_key(each.identity, each.content))
        yield QuestionRead(each.line, each.name, replace(each.content, key=key), each.losses)


def apart(questions: Sequence[QuestionRead], held: Mapping[str, str]) -> list[QuestionRead]:
    """Each under a key that means no question of another kind in the bank.

    `held` is the kind of the bank's questions by key. Two files may well both have a “Q1”; one of
    another kind is another question, and gets a number after its key: the same one every time.
    """
    taken = {it.content.key for it in questions}
    moved: dict[str, str] = {}
    for content in (it.content for it in questions):
        numbered = (f"{content.key[: LONGEST - 6]}-{nth}" for nth in count(2))
        free = (key for key in numbered if key not in taken)
        fits = (key for key in chain([content.key], free) if held.get(key) in {None, content.kind})
        key = next(fits)
        taken.add(key)
        moved[content.key] = key
    return [
        replace(
            it,
            content=replace(
                it.content,
                key=moved[it.content.key],
                stimulus=moved.get(it.content.stimulus, it.content.stimulus),
            ),
        )
        for it in questions
    ]


def base_key(identity: str, content: QuestionContent) -> str:
    identity = " ".join(identity.split())
    if KEY.fullmatch(identity):
        return identity
    if not identity:
        return f"q-{question_hash(replace(content, key=''))[:16]}"
    slug = slugify(identity)
    if len(slug) > LONGEST - 4 or not slug or not _is_latin(identity):
        # Letters were lost on the way: what tells this title from the next must stay.
        return f"{slug[: LONGEST - 16]}-{_digest(identity)}".strip("-")
    return slug


def _is_latin(title: str) -> bool:
    """Whether a slug keeps every letter and digit, accents aside."""
    letters = [letter for letter in title if letter.isalnum()]
    return sum(it.isalnum() for it in slugify(title)) >= len(letters)


class _Keys:
    """Keys given so far, none of them twice."""

    def __init__(self) -> None:
        self.taken: set[str] = set()
        self.times: Counter[str] = Counter()

    def free(self, key: str) -> str:
        """The key, or where it is taken the next with a number after it."""
        candidate = key
        while candidate in self.taken:
            self.times[key] += 1
            candidate = f"{key[: LONGEST - 6]}-{self.times[key] + 1}"
        self.taken.add(candidate)
        return candidate


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:8]


def letters(count: int) -> list[str]:
    """Keys for choices that say nothing of themselves: a, b, … z, c27, c28 …"""
    return [chr(ord("a") + nth) if nth < 26 else f"c{nth + 1}" for nth in range(count)]


def keys_of_texts(prefix: str, texts: Iterable[str]) -> list[str]:
    """Keys that give no order away: they follow from the words alone."""
    keys = _Keys()
    return [keys.free(f"{prefix}-{_digest(text)[:6]}") for text in texts]
