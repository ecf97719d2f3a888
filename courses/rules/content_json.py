"""What a part of a draft says, as plain JSON and back. Pure: no database, no clock.

Reading and writing are each other's inverse; a decimal is text, so that no zero is lost.
"""

from collections.abc import Mapping, Sequence
from dataclasses import fields, is_dataclass
from decimal import Decimal
from typing import Any

from courses.rules.content import (
    ActivityContent,
    ChoiceContent,
    DrawContent,
    ModuleContent,
    QuestionContent,
)

Said = dict[str, Any]


def activity_to_json(activity: ActivityContent) -> Said:
    said: Said = _plain(activity)
    return said


def module_to_json(module: ModuleContent) -> Said:
    said: Said = _plain(module)
    return said


def _plain(value: Any) -> Any:
    """Decimals as text, and no places in files; what authors call “place” is theirs, and stays."""
    if is_dataclass(value):
        names = [each.name for each in fields(value) if each.name != "place"]
        return {name: _plain(getattr(value, name)) for name in names}
    if isinstance(value, Mapping):
        return {str(name): _plain(held) for name, held in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(held) for held in value]
    return str(value) if isinstance(value, Decimal) else value


def activity_from_json(said: Mapping[str, Any]) -> ActivityContent:
    mark = said["pass_mark"]
    return ActivityContent(
        **{name: said[name] for name in ("key", "kind", "title", "body", "minutes", "required")},
        criterion=said["criterion"],
        pass_mark=None if mark is None else Decimal(mark),
        settings=said["settings"],
        questions=_questions(said["questions"]),
        draws=tuple(_draw(draw) for draw in said["draws"]),
    )


def module_from_json(said: Mapping[str, Any]) -> ModuleContent:
    held = tuple(activity_from_json(activity) for activity in said["activities"])
    return ModuleContent(said["key"], said["title"], said["summary"], held)


def _questions(said: Sequence[Mapping[str, Any]]) -> tuple[QuestionContent, ...]:
    return tuple(question_from_json(question) for question in said)


def question_from_json(said: Mapping[str, Any]) -> QuestionContent:
    return QuestionContent(
        **{name: said[name] for name in ("key", "kind", "prompt", "explanation", "stimulus")},
        points=Decimal(said["points"]),
        definition=said["definition"],
        choices=tuple(_choice(choice) for choice in said["choices"]),
        hints=tuple(said["hints"]),
        tags=tuple(said["tags"]),
    )


def _choice(said: Mapping[str, Any]) -> ChoiceContent:
    return ChoiceContent(**{**said, "weight": Decimal(said["weight"])})


def _draw(said: Mapping[str, Any]) -> DrawContent:
    points = Decimal(said["points"])
    return DrawContent(
        said["bank"], said["count"], said["tag"], points, _questions(said["questions"])
    )
