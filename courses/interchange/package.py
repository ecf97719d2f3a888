"""A course as a folder of text files, read: docs/course-package.md describes the format.

Nothing is written anywhere. Either everything can be read, or `PackageUnreadable` names every
problem with its file and line.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path

from django.utils.translation import gettext as _

from courses.interchange.package_activity import read_activity
from courses.interchange.package_bank import fill_draws, read_banks
from courses.interchange.package_folder import NotFound, PackageFolder
from courses.interchange.package_sources import read_sources
from courses.interchange.package_texts import Texts
from courses.interchange.package_toml import (
    Problems,
    Table,
    lines_of,
    lines_of_tables,
    parse_toml,
)
from courses.interchange.package_written import Written, take_apart
from courses.rules.content import (
    ActivityContent,
    BankContent,
    EditionContent,
    FileContent,
    ModuleContent,
    PackageContent,
    Place,
    Problem,
    Source,
)
from courses.rules.prerequisites import AFTER, named_in

LANGUAGE = r"[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})?"
COURSE = "course.toml"
SOURCES = "sources.toml"
TRANSLATED_COURSE = re.compile(rf"course\.({LANGUAGE})\.toml")
ACTIVITY = re.compile(rf"([0-9]{{2,}}-[A-Za-z0-9][A-Za-z0-9_-]*)(?:\.({LANGUAGE}))?\.md")
NUMBERED = re.compile(r"[0-9]{2,}-.*")


class PackageUnreadable(ValueError):
    """A package that cannot be read; `problems` says why, in the order of its files."""

    def __init__(self, problems: list[Problem]) -> None:
        unique = sorted(set(problems), key=lambda it: (it.place.file, it.place.line, it.message))
        self.problems = unique
        super().__init__("\n".join(str(problem) for problem in unique))


@dataclass(frozen=True, slots=True)
class _Module:
    """A module as course.toml names it, with where it says so."""

    key: str
    title: str
    summary: str
    folder: str
    place: Place


def read_package(root: Path) -> PackageContent:
    """The course in a folder, with its translations and files; else PackageUnreadable."""
    problems = Problems()
    reader = _PackageReader(PackageFolder(root), problems)
    package = reader.read() if root.is_dir() else None
    if package is None and not problems:
        problems.add(str(root), 1, _("There is no such folder."))
    if package is None or problems:
        raise PackageUnreadable(problems)
    return package


class _PackageReader:
    def __init__(self, folder: PackageFolder, problems: Problems) -> None:
        self.folder = folder
        self.problems = problems
        self.texts = Texts(folder, (), problems)
        self.written: dict[str, Written] = {}
        self.banks: dict[str, tuple[BankContent, ...]] = {}  # by language

    def read(self) -> PackageContent | None:
        text = self._text(COURSE)
        if text is None:
            return None
        table = self._table(COURSE, text)
        if table is None:
            return None
        key, language = table.key(), table.text("language", required=True)
        if language and not re.fullmatch(LANGUAGE, language):
            table.problem("language", _("“language” should be a code such as en or es."))
        modules = self._modules(text, table, COURSE)
        sources = self._sources()
        edition = self._front(table, language)
        if not modules:
            table.problem("", _("The course has no [[module]]."))
        self._each_once(modules)
        self._no_other_folders(modules)
        edition = replace(
            edition,
            completion_rule=self._completion(text, table),
            sources=sources,
            modules=tuple(self._module(module, None) for module in modules),
        )
        edition = self._with_files(self._with_banks(edition, None))
        table.nothing_else()
        self._keys_once(edition)
        translations = tuple(self._translations(edition, modules))
        self._prerequisites_known(edition)
        files = dict(sorted(self.texts.used.items()))
        return PackageContent(key, edition, translations, files, self.banks)

    def _text(self, name: str) -> str | None:
        try:
            return self.folder.text(name)
        except NotFound as error:
            self.problems.add(name, 1, str(error))
            return None

    def _table(self, file: str, text: str) -> Table | None:
        values = parse_toml(text, file, self.problems)
        return None if values is None else Table(values, lines_of(text), self.problems, file=file)

    def _front(self, table: Table, language: str) -> EditionContent:
        hours = table.number("hours", Decimal(0), "0", "9999") or Decimal(0)
        return EditionContent(
            language=language,
            title=table.text("title", required=True, most=200),
            summary=table.lines("summary"),
            hours=hours.quantize(Decimal("0.01")),
            place=Place(table.file),
        )

    def _sources(self) -> Mapping[str, Source]:
        if not (self.folder.root / SOURCES).exists():
            return {}
        text = self._text(SOURCES)
        self.texts.sources = sources = (
            None if text is None else read_sources(text, SOURCES, self.problems)
        )
        return sources or {}

    def _completion(self, text: str, table: Table) -> dict[str, object]:
        """The rule for the whole course: {} is all that is required."""
        value = table.skip("completion")
        if value is None:
            return {}
        line, lines = (lines_of_tables(text, "[completion]") or [(1, {})])[0]
        values = value if isinstance(value, dict) else {}
        rule = Table(values, lines, self.problems, file=table.file, line=line)
        at_least, group = rule.whole("at_least"), rule.texts("of")
        rule.nothing_else()
        if not at_least or not group or at_least > len(set(group)):
            rule.problem("", _("[completion] needs “at_least”, a number, and “of”, the keys."))
        return {"at_least": at_least, "of": list(group)}

    def _modules(self, text: str, table: Table, file: str) -> list[_Module]:
        listed = table.skip("module")
        headers = lines_of_tables(text, "[[module]]")
        modules = []
        for index, value in enumerate(listed if isinstance(listed, list) else []):
            line, lines = headers[index] if index < len(headers) else (1, {})
            values = value if isinstance(value, dict) else {}
            part = Table(values, lines, self.problems, file=file, line=line)
            modules.append(
                _Module(
                    key=part.key(),
                    title=part.text("title", required=True, most=200),
                    summary=part.lines("summary"),
                    folder=part.text("folder", required=file == COURSE),
                    place=Place(file, line),
                )
            )
            part.nothing_else()
        return modules

    def _each_once(self, modules: list[_Module]) -> None:
        for name in ("key", "folder"):
            values = [getattr(module, name) for module in modules]
            for module in modules:
                if values.count(getattr(module, name)) > 1:
                    message = _("Two modules have the same “{name}”.").format(name=name)
                    self.problems.append(Problem(module.place, message))

    def _no_other_folders(self, modules: list[_Module]) -> None:
        known = {module.folder for module in modules}
        for path in sorted(self.folder.root.iterdir()):
            if path.is_dir() and NUMBERED.fullmatch(path.name) and path.name not in known:
                message = _("The folder “{name}” is no module's in course.toml.")
                self.problems.add(COURSE, 1, message.format(name=path.name))

    def _files(self, module: _Module) -> list[str]:
        """The names of the files that hold the module's activities and their translations."""
        path = self.folder.root / module.folder
        if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_-]*", module.folder) or path.is_symlink():
            message = _("“{name}” is not the name of a folder here.").format(name=module.folder)
            self.problems.append(Problem(module.place, message))
            return []
        if not path.is_dir():
            message = _("There is no folder “{name}”.").format(name=module.folder)
            self.problems.append(Problem(module.place, message))
            return []
        names = sorted(held.name for held in path.iterdir() if held.name.endswith(".md"))
        for name in names:
            if not ACTIVITY.fullmatch(name):
                message = _("An activity's file is called NN-name.md, with two digits or more.")
                self.problems.add(f"{module.folder}/{name}", 1, message)
        return [name for name in names if ACTIVITY.fullmatch(name)]

    def _module(self, module: _Module, language: str | None) -> ModuleContent:
        activities = []
        for name in self._files(module) if module.folder else []:
            found = ACTIVITY.fullmatch(name)
            if found and found[2] == language:
                original = f"{module.folder}/{found[1]}.md" if language else None
                activity = self._activity(f"{module.folder}/{name}", original)
                activities += [activity] if activity else []
        return ModuleContent(module.key, module.title, module.summary, tuple(activities))

    def _activity(self, name: str, original: str | None) -> ActivityContent | None:
        text = self._text(name)
        if text is None:
            return None
        if original and not (self.folder.root / original).exists():
            self.problems.add(
                name, 1, _("This translates “{file}”, which is not there.").format(file=original)
            )
            return None
        written = take_apart(text, name, self.texts)
        if written is None:
            return None
        self.written[name] = written
        return read_activity(written, self.texts, self.written.get(original or ""))

    def _keys_once(self, edition: EditionContent) -> None:
        seen: dict[str, str] = {}
        for activity in edition.activities():
            file = activity.place.file if activity.place else ""
            if activity.key in seen:
                message = _("“{file}” has the same key, “{key}”.")
                message = message.format(file=seen[activity.key], key=activity.key)
                self.problems.add(file, 1, message)
            seen.setdefault(activity.key, file)

    def _prerequisites_known(self, edition: EditionContent) -> None:
        """Of what a file states itself: what a translation inherits is named once."""
        known = {activity.key for activity in edition.activities()}
        for file, written in self.written.items():
            for key in named_in(written.values):
                if key not in known:
                    message = _("“{name}” names “{key}”, which is no activity of this course.")
                    line = written.lines.get(AFTER, 1)
                    self.problems.add(file, line, message.format(name=AFTER, key=key))

    def _with_banks(self, edition: EditionContent, language: str | None) -> EditionContent:
        """With the questions that its quizzes draw, from the banks in its language."""
        banks = read_banks(self.texts, language)
        self.banks[edition.language] = tuple(banks.values())
        return fill_draws(edition, banks, self.texts)

    def _with_files(self, edition: EditionContent) -> EditionContent:
        """With the files that its texts show; of two that are alike, the first."""
        used = {name: FileContent(name, file.sha256) for name, file in self.texts.used.items()}
        once = {used[name].address: used[name] for name in sorted(used, reverse=True)}
        return replace(edition, files=tuple(sorted(once.values(), key=lambda it: it.name)))

    def _translations(
        self, edition: EditionContent, modules: list[_Module]
    ) -> Iterator[EditionContent]:
        languages = {
            found[1]
            for path in self.folder.root.iterdir()
            if (found := TRANSLATED_COURSE.fullmatch(path.name))
        }
        for module in modules:
            for name in self._files(module):
                found = ACTIVITY.fullmatch(name)
                if found and found[2] and found[2] not in languages:
                    message = _("There is no “course.{language}.toml” beside it.")
                    self.problems.add(
                        f"{module.folder}/{name}", 1, message.format(language=found[2])
                    )
        for language in sorted(languages - {edition.language}):
            if translation := self._translation(edition, modules, language):
                yield translation

    def _translation(
        self, edition: EditionContent, modules: list[_Module], language: str
    ) -> EditionContent | None:
        file = f"course.{language}.toml"
        text = self._text(file)
        table = self._table(file, text) if text is not None else None
        if text is None or table is None:
            return None
        stated = {module.key: module for module in self._modules(text, table, file)}
        for key in stated.keys() - {module.key for module in modules}:
            message = _("No module has the key “{key}”.").format(key=key)
            self.problems.append(Problem(stated[key].place, message))
        whole, self.texts.used = self.texts.used, {}
        translated = [self._translated(it, stated.get(it.key), language) for it in modules]
        front = replace(
            edition,
            language=language,
            title=table.text("title", required=True, most=200),
            summary=table.lines("summary"),
            modules=tuple(translated),
            place=Place(file),
        )
        table.nothing_else()
        front = self._with_files(self._with_banks(front, language))
        self.texts.used = whole | self.texts.used
        return front

    def _translated(self, module: _Module, stated: _Module | None, language: str) -> ModuleContent:
        """What is not translated is left empty, for the publishing checks to find."""
        title, summary = (stated.title, stated.summary) if stated else ("", "")
        return self._module(replace(module, title=title, summary=summary), language)
