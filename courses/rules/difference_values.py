"""What a difference between two editions is made of, as plain values: a screen words them.

Pure: no database, no clock.
"""

from dataclasses import dataclass
from enum import StrEnum

from courses.rules.question_changes import Change
from courses.rules.word_differences import Fate, TextDifference


class Said(StrEnum):
    """What a value says of an edition, a module or an activity."""

    TITLE = "title"
    HOURS = "hours"
    COMPLETION_RULE = "completion_rule"
    KIND = "kind"
    REQUIRED = "required"
    CRITERION = "criterion"
    MINUTES = "minutes"
    PASS_MARK = "pass_mark"
    PREREQUISITES = "prerequisites"
    SETTING = "setting"
    COUNT = "count"
    POINTS = "points"


@dataclass(frozen=True, slots=True)
class Value:
    """One value that is another now, as content has it; `name` is a setting's."""

    said: Said
    before: object
    after: object
    name: str = ""


@dataclass(frozen=True, slots=True)
class Named:
    """A source or a file that came, went or is another one now."""

    name: str
    fate: Fate


@dataclass(frozen=True, slots=True)
class QuestionDifference:
    """A question of a quiz; what came or went is not taken apart."""

    key: str
    prompt: str  # as it is now, or was last
    fate: Fate
    is_moved: bool = False
    changes: tuple[Change, ...] = ()  # all but the prompt's own
    text: TextDifference | None = None  # of the prompt


@dataclass(frozen=True, slots=True)
class DrawDifference:
    """What a quiz draws from a bank; how many of the questions that it may draw came and went."""

    bank: str
    tag: str
    fate: Fate
    values: tuple[Value, ...] = ()
    new: int = 0
    gone: int = 0
    changed: int = 0
    is_moved: bool = False


@dataclass(frozen=True, slots=True)
class ActivityDifference:
    """An activity; `from_module` is the title of the one it was moved out of, if it was."""

    key: str
    title: str  # as it is now, or was last
    kind: str
    fate: Fate
    is_moved: bool = False
    from_module: str = ""
    values: tuple[Value, ...] = ()
    text: TextDifference | None = None
    questions: tuple[QuestionDifference, ...] = ()
    draws: tuple[DrawDifference, ...] = ()


@dataclass(frozen=True, slots=True)
class ModuleDifference:
    """A module, and what differs in it: in its order now, then what went."""

    key: str
    title: str
    fate: Fate
    is_moved: bool = False
    values: tuple[Value, ...] = ()
    summary: TextDifference | None = None
    activities: tuple[ActivityDifference, ...] = ()


@dataclass(frozen=True, slots=True)
class EditionDifference:
    """Everything that differs; false if nothing does. Of a first edition everything is new."""

    language: str
    is_first: bool = False
    values: tuple[Value, ...] = ()
    summary: TextDifference | None = None
    sources: tuple[Named, ...] = ()
    files: tuple[Named, ...] = ()
    modules: tuple[ModuleDifference, ...] = ()

    def __bool__(self) -> bool:
        front = self.values or self.summary or self.sources or self.files
        return bool(self.is_first or front or self.modules)
