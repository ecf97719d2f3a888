"""What an edition says, as plain values: package, database and checks all speak of it so.

Pure: no database, no clock. Rich text is in its stored form, canonical HTML.
"""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from decimal import Decimal
from pathlib import Path

Json = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Place:
    """Where something is written: a file of the package and a line in it, from 1."""

    file: str
    line: int = 1

    def __str__(self) -> str:
        return f"{self.file}:{self.line}"


@dataclass(frozen=True, slots=True)
class Source:
    """A work that the text cites. Authors are written `Family, Given`; an institution as it is."""

    authors: tuple[str, ...]
    title: str
    year: str
    venue: str = ""
    doi: str = ""
    url: str = ""

    @property
    def label(self) -> str:
        """How the text names it: `Zehr 2015`, `Acosta & Karp 2018`, `Pranis et al. 2003`."""
        names = [author.partition(",")[0].strip() for author in self.authors]
        said = " & ".join(names) if len(names) < 3 else f"{names[0]} et al."
        return f"{said} {self.year}".strip()

    @property
    def byline(self) -> str:
        """The authors as a list of references names them: `Acosta, D., & Karp, D. R.`."""
        *others, last = self.authors or ("",)
        return f"{', '.join(others)}, & {last}" if others else last

    @property
    def address(self) -> str:
        return f"https://doi.org/{self.doi}" if self.doi else self.url

    def as_json(self) -> dict[str, object]:
        return {**asdict(self), "authors": list(self.authors)}

    @classmethod
    def from_json(cls, values: Mapping[str, object]) -> "Source":
        listed = values.get("authors", ())
        authors = tuple(str(name) for name in listed) if isinstance(listed, list | tuple) else ()
        texts = {
            name: str(values.get(name, "")) for name in ("title", "year", "venue", "doi", "url")
        }
        return cls(authors=authors, **texts)


@dataclass(frozen=True, slots=True)
class ChoiceContent:
    """One choice; its weight is the share of the score it brings, 1 for a right one."""

    key: str
    text: str
    feedback: str = ""
    weight: Decimal = Decimal(0)
    fixed: bool = False


@dataclass(frozen=True, slots=True)
class QuestionContent:
    """One question of a quiz; `definition` is what marking needs beyond the choices."""

    key: str
    kind: str
    prompt: str
    explanation: str = ""
    points: Decimal = Decimal(1)
    definition: Json = field(default_factory=dict)
    choices: tuple[ChoiceContent, ...] = ()
    place: Place | None = field(default=None, compare=False)

    def marking_definition(self) -> dict[str, object]:
        """The definition that `courses.rules.marking` marks by."""
        return marking_definition(
            self.kind, self.definition, [(choice.key, choice.weight) for choice in self.choices]
        )


@dataclass(frozen=True, slots=True)
class ActivityContent:
    """One thing to do; `settings` holds what only its kind needs."""

    key: str
    kind: str
    title: str
    body: str = ""
    minutes: int = 0
    required: bool = True
    criterion: str = ""
    pass_mark: Decimal | None = None
    settings: Json = field(default_factory=dict)
    questions: tuple[QuestionContent, ...] = ()
    place: Place | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class ModuleContent:
    """A part of the course, holding activities in order."""

    key: str
    title: str
    summary: str = ""
    activities: tuple[ActivityContent, ...] = ()


@dataclass(frozen=True, slots=True)
class FileContent:
    """A file that the edition shows, by its name in the package and by its content."""

    name: str
    sha256: str

    @property
    def address(self) -> str:
        """Where it is served, and how rich text and settings name it."""
        return f"/assets/{self.sha256}/{self.name.rpartition('/')[2]}"


@dataclass(frozen=True, slots=True)
class EditionContent:
    """One issue of a course in one language, without its number."""

    language: str
    title: str
    summary: str = ""
    hours: Decimal = Decimal(0)
    completion_rule: Json = field(default_factory=dict)
    sources: Mapping[str, Source] = field(default_factory=dict)
    modules: tuple[ModuleContent, ...] = ()
    files: tuple[FileContent, ...] = ()
    place: Place | None = field(default=None, compare=False)

    def activities(self) -> Iterator[ActivityContent]:
        """All of them, in the order of the course."""
        for module in self.modules:
            yield from module.activities


@dataclass(frozen=True, slots=True)
class FileRead:
    """A file of a package as it lies on disk, looked at and found to be what its name says."""

    path: Path
    sha256: str
    type: str
    size: int
    width: int | None = None
    height: int | None = None


@dataclass(frozen=True, slots=True)
class PackageContent:
    """A course as files, read: the edition in its own language, its translations, its files."""

    key: str
    edition: EditionContent
    translations: tuple[EditionContent, ...] = ()
    files: Mapping[str, FileRead] = field(default_factory=dict)  # by name in the package

    @property
    def editions(self) -> tuple[EditionContent, ...]:
        """The course's own language first."""
        return (self.edition, *self.translations)


@dataclass(frozen=True, slots=True)
class Problem:
    """Why something cannot be read, in one sentence, and where."""

    place: Place
    message: str

    def __str__(self) -> str:
        return f"{self.place}: {self.message}"


def marking_definition(
    kind: str, definition: Json, weights: list[tuple[str, Decimal]]
) -> dict[str, object]:
    """What `courses.rules.marking` marks by, from a stored definition and its choices' weights."""
    right = [key for key, weight in weights if weight == 1]
    if kind == "true_false":
        return {**definition, "right": {"true": True, "false": False}.get(",".join(right))}
    made: dict[str, object] = {**definition, "choices": [key for key, _ in weights]}
    if kind == "single":
        made["right"] = right[0] if len(right) == 1 else None
        made["weights"] = {key: str(weight) for key, weight in weights if 0 < weight < 1}
    elif kind == "multiple" and definition.get("rule") == "weights":
        made["weights"] = {key: str(weight) for key, weight in weights}
    elif kind == "multiple":
        made["right"] = right
    return made
