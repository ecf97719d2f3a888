"""What changed between two editions, part by part, as plain values.

Pure: no database, no clock. Modules, activities and questions are known by their keys, sources and
files by their names. Parts that are the same are left out, down to the last: between editions of
the same content hash nothing is left.
"""

from bisect import bisect_left
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from courses.rules.content import (
    ActivityContent,
    DrawContent,
    EditionContent,
    ModuleContent,
    QuestionContent,
    Source,
)
from courses.rules.content_hash import activity_hash, question_hash
from courses.rules.difference_values import (
    ActivityDifference,
    DrawDifference,
    EditionDifference,
    ModuleDifference,
    Named,
    QuestionDifference,
    Said,
    Value,
)
from courses.rules.prerequisites import AFTER
from courses.rules.question_changes import Changed
from courses.rules.question_changes import changes as question_changes
from courses.rules.word_differences import Fate, html_difference, text_difference

Key = TypeVar("Key", bound=Hashable)


def changes(old: EditionContent | None, new: EditionContent) -> EditionDifference:
    """What the new edition says otherwise than the old one; without an old one, all of it is new.

    Activities are compared by what they say as a whole first, so that what stayed costs little.
    """
    before = old or EditionContent(new.language, "")
    return EditionDifference(
        language=new.language,
        is_first=old is None,
        values=tuple(_values(before, new, (Said.TITLE, Said.HOURS, Said.COMPLETION_RULE))),
        summary=text_difference(before.summary, new.summary),
        sources=tuple(_sources(before.sources, new.sources)),
        files=tuple(
            _named(
                {file.name: file.sha256 for file in before.files},
                {file.name: file.sha256 for file in new.files},
            )
        ),
        modules=tuple(_modules(before, new)),
    )


def moved(before: Sequence[Key], after: Sequence[Key]) -> set[Key]:
    """Of what both have, the fewest that must have been moved to get from one order to the other.

    All but a longest run that kept its order: what only shifted because something else came, went
    or was moved is not among them. Nothing stands twice in either.
    """
    places = {each: place for place, each in enumerate(before)}
    both = [each for each in after if each in places]
    ends: list[int] = []  # the least place in which a rising run of each length can end
    lengths: list[int] = []
    for each in both:
        length = bisect_left(ends, places[each])
        ends[length : length + 1] = [places[each]]
        lengths.append(length)
    left = len(ends) - 1
    stayed = set()
    for each, length in zip(reversed(both), reversed(lengths), strict=True):
        if length == left:
            stayed.add(each)
            left -= 1
    return {each for each in both if each not in stayed}


def _values(before: object, after: object, said: Iterable[Said]) -> Iterator[Value]:
    for each in said:
        was, now = getattr(before, each.value), getattr(after, each.value)
        if was != now:
            yield Value(each, was, now)


def _named(before: Mapping[str, object], after: Mapping[str, object]) -> Iterator[Named]:
    for name in sorted({*before, *after}):
        if name not in before:
            yield Named(name, Fate.NEW)
        elif name not in after:
            yield Named(name, Fate.GONE)
        elif before[name] != after[name]:
            yield Named(name, Fate.CHANGED)


def _sources(before: Mapping[str, Source], after: Mapping[str, Source]) -> Iterator[Named]:
    """By the names that the text has for them."""
    for each in _named(before, after):
        yield Named({**before, **after}[each.name].label, each.fate)


def _modules(old: EditionContent, new: EditionContent) -> Iterator[ModuleDifference]:
    were = {module.key: module for module in old.modules}
    known = _Known.of(old, new)
    shifted = moved(list(were), [module.key for module in new.modules])
    for module in new.modules:
        yield from _module(were.get(module.key), module, known, is_moved=module.key in shifted)
    here = {module.key for module in new.modules}
    for key, module in were.items():
        if key not in here:
            gone = tuple(known.gone_from(module))
            yield ModuleDifference(key, module.title, Fate.GONE, activities=gone)


def _module(
    before: ModuleContent | None, after: ModuleContent, known: "_Known", *, is_moved: bool
) -> Iterator[ModuleDifference]:
    activities = tuple(known.differences_in(before, after))
    if before is None:
        yield ModuleDifference(after.key, after.title, Fate.NEW, activities=activities)
        return
    values = tuple(_values(before, after, (Said.TITLE,)))
    summary = text_difference(before.summary, after.summary)
    if values or summary or activities or is_moved:
        yield ModuleDifference(
            after.key, after.title, Fate.CHANGED, is_moved, values, summary, activities
        )


@dataclass(frozen=True, slots=True)
class _Known:
    """Every activity of both editions by its key, and the module in which it was."""

    before: Mapping[str, ActivityContent]
    after: Mapping[str, ActivityContent]
    was_in: Mapping[str, ModuleContent]

    @classmethod
    def of(cls, old: EditionContent, new: EditionContent) -> "_Known":
        was_in = {each.key: module for module in old.modules for each in module.activities}
        before = {each.key: each for each in old.activities()}
        return cls(before, {each.key: each for each in new.activities()}, was_in)

    def differences_in(
        self, before: ModuleContent | None, after: ModuleContent
    ) -> Iterator[ActivityDifference]:
        """Those of one module that differ, then those that went with nothing in their place."""
        were = before.activities if before else ()
        shifted = moved([each.key for each in were], [each.key for each in after.activities])
        for each in after.activities:
            yield from self._activity(each, after, is_moved=each.key in shifted)
        if before:
            yield from self.gone_from(before)

    def gone_from(self, module: ModuleContent) -> Iterator[ActivityDifference]:
        for each in module.activities:
            if each.key not in self.after:
                yield ActivityDifference(each.key, each.title, each.kind, Fate.GONE)

    def _activity(
        self, now: ActivityContent, module: ModuleContent, *, is_moved: bool
    ) -> Iterator[ActivityDifference]:
        was = self.before.get(now.key)
        if was is None:
            yield ActivityDifference(now.key, now.title, now.kind, Fate.NEW)
            return
        home = self.was_in[now.key]
        from_module = home.title if home.key != module.key else ""
        is_elsewhere = home.key != module.key
        is_same = was == now or activity_hash(was) == activity_hash(now)
        if not is_same or is_moved or is_elsewhere:
            difference = _activity(
                was, now, is_moved=is_moved or is_elsewhere, from_module=from_module
            )
            yield replace(difference, values=tuple(self._values(was, now)))

    def _values(self, was: ActivityContent, now: ActivityContent) -> Iterator[Value]:
        """What must be done before it by title, as every other value as it is."""
        for value in _activity_values(was, now):
            if value.said != Said.PREREQUISITES:
                yield value
                continue
            before, after = _titles(value.before, self.before), _titles(value.after, self.after)
            yield replace(value, before=before, after=after)


def _titles(keys: object, known: Mapping[str, ActivityContent]) -> tuple[str, ...]:
    listed = keys if isinstance(keys, list | tuple) else ()
    return tuple(known[key].title if key in known else str(key) for key in listed)


def _activity(
    was: ActivityContent, now: ActivityContent, *, is_moved: bool, from_module: str
) -> ActivityDifference:
    asked = [question.key for question in was.questions], [each.key for each in now.questions]
    return ActivityDifference(
        key=now.key,
        title=now.title,
        kind=now.kind,
        fate=Fate.CHANGED,
        is_moved=is_moved,
        from_module=from_module,
        text=html_difference(was.body, now.body),
        questions=tuple(_questions(was.questions, now.questions, moved(*asked))),
        draws=tuple(_draws(was.draws, now.draws)),
    )


def _activity_values(was: ActivityContent, now: ActivityContent) -> Iterator[Value]:
    plain = (Said.TITLE, Said.KIND, Said.REQUIRED, Said.CRITERION, Said.MINUTES, Said.PASS_MARK)
    yield from _values(was, now, plain)
    for name in sorted({*was.settings, *now.settings}):
        before, after = was.settings.get(name), now.settings.get(name)
        if before != after:
            said = Said.PREREQUISITES if name == AFTER else Said.SETTING
            yield Value(said, before, after, name)


def _questions(
    before: Sequence[QuestionContent], after: Sequence[QuestionContent], shifted: set[str]
) -> Iterator[QuestionDifference]:
    were = {question.key: question for question in before}
    for now in after:
        was = were.pop(now.key, None)
        if was is None:
            yield QuestionDifference(now.key, now.prompt, Fate.NEW)
        elif now.key in shifted or question_hash(was) != question_hash(now):
            yield _question(was, now, is_moved=now.key in shifted)
    for gone in were.values():
        yield QuestionDifference(gone.key, gone.prompt, Fate.GONE)


def _question(was: QuestionContent, now: QuestionContent, *, is_moved: bool) -> QuestionDifference:
    found = question_changes(was, now)
    return QuestionDifference(
        key=now.key,
        prompt=now.prompt,
        fate=Fate.CHANGED,
        is_moved=is_moved,
        changes=tuple(each for each in found if each.code != Changed.PROMPT),
        text=html_difference(was.prompt, now.prompt),
    )


def _draws(before: Sequence[DrawContent], after: Sequence[DrawContent]) -> Iterator[DrawDifference]:
    """By bank and tag; what draws from the same twice is told apart by its turn."""
    were, are = _by_place(before), _by_place(after)
    shifted = moved(list(were), list(are))
    for place, now in are.items():
        was = were.get(place)
        if was is None:
            yield DrawDifference(now.bank, now.tag, Fate.NEW, new=len(now.questions))
        elif was != now or place in shifted:
            yield _draw(was, now, is_moved=place in shifted)
    for place, was in were.items():
        if place not in are:
            yield DrawDifference(was.bank, was.tag, Fate.GONE, gone=len(was.questions))


def _by_place(draws: Sequence[DrawContent]) -> dict[tuple[str, str, int], DrawContent]:
    found: dict[tuple[str, str, int], DrawContent] = {}
    for draw in draws:
        turn = sum((draw.bank, draw.tag) == place[:2] for place in found)
        found[(draw.bank, draw.tag, turn)] = draw
    return found


def _draw(was: DrawContent, now: DrawContent, *, is_moved: bool) -> DrawDifference:
    before = {question.key: question for question in was.questions}
    after = {question.key: question for question in now.questions}
    pool = list(_named(before, after))
    fates = [each.fate for each in pool]
    return DrawDifference(
        bank=now.bank,
        tag=now.tag,
        fate=Fate.CHANGED,
        values=tuple(_values(was, now, (Said.COUNT, Said.POINTS))),
        new=fates.count(Fate.NEW),
        gone=fates.count(Fate.GONE),
        changed=fates.count(Fate.CHANGED),
        is_moved=is_moved,
    )
