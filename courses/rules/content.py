"""What an edition says, as plain values: package, database and checks all speak of it so.

Pure: no database, no clock. Rich text is in its stored form, canonical HTML.
"""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from decimal import Decimal
from pathlib import Path

from courses.rules.marking import canonical, compose

Json = Mapping[str, object]

# A part of the content that came after the first editions were hashed: where it says nothing it is
# left out, so that what was published before keeps its hash.
LATER = {"later": True}


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
    """One question of a quiz or of a bank; `definition` is what marking needs beyond the choices.

    It is brought to its one form, so that what asks the same has the same hash.

    `stimulus` is the key of the case it is asked about; `hints` are rich texts, one leading on to
    the next; `tags` are a bank's.
    """

    key: str
    kind: str
    prompt: str
    explanation: str = ""
    points: Decimal = Decimal(1)
    definition: Json = field(default_factory=dict)
    choices: tuple[ChoiceContent, ...] = ()
    stimulus: str = field(default="", metadata=LATER)
    hints: tuple[str, ...] = field(default=(), metadata=LATER)
    tags: tuple[str, ...] = field(default=(), compare=False)  # not part of the wording
    place: Place | None = field(default=None, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "definition", canonical(self.kind, self.definition))

    def marking_definition(self) -> dict[str, object]:
        """The definition that `courses.rules.marking` marks by."""
        return compose(self.kind, self.definition, self.choices)


@dataclass(frozen=True, slots=True)
class DrawContent:
    """So many questions that a quiz draws for each attempt from those of a bank, by a tag or not.

    `questions` are those it may draw, in the wording that the edition froze; a case that some of
    them share is among them. `points` are what each of them weighs.
    """

    bank: str
    count: int
    tag: str = ""
    points: Decimal = Decimal(1)
    questions: tuple[QuestionContent, ...] = ()


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
    draws: tuple[DrawContent, ...] = field(default=(), metadata=LATER)
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
