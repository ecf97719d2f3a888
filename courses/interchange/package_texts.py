"""The texts of a package: Markdown with pictures and citations, read with their places."""

from collections.abc import Callable, Collection
from dataclasses import dataclass, field

from courses.interchange.markdown_dialect import Picture
from courses.interchange.markdown_reader import (
    files_linked,
    pictures_named,
    to_html,
    to_passage,
    to_phrase,
    troubles,
)
from courses.interchange.package_folder import NotFound, PackageFolder
from courses.interchange.package_toml import Problems
from courses.rules.content import FileContent, FileRead, Place


@dataclass(slots=True)
class Texts:
    """Reads texts, names what is wrong in them, and remembers the files they show."""

    folder: PackageFolder
    sources: Collection[str] | None  # None: not known, so not missed
    problems: Problems
    used: dict[str, FileRead] = field(default_factory=dict)

    def page(self, markdown: str, place: Place) -> str:
        return self._read(markdown, place, to_html)

    def passage(self, markdown: str, place: Place) -> str:
        return self._read(markdown, place, to_passage)

    def phrase(self, markdown: str, place: Place) -> str:
        return self._read(markdown, place, to_phrase)

    def _read(
        self,
        markdown: str,
        place: Place,
        read: Callable[[str, Callable[[str], Picture | None]], str],
    ) -> str:
        for trouble in troubles(markdown, sources=self.sources, files=True):
            self.problems.add(place.file, place.line + trouble.line, trouble.message)
        named = [(self.folder.picture, *it) for it in pictures_named(markdown)]
        named += [(self.folder.file, *it) for it in files_linked(markdown)]
        for find, name, line in named:
            try:
                self.used[name] = find(name)
            except NotFound as error:
                self.problems.add(place.file, place.line + line, str(error))
        return read(markdown, self._picture)

    def _picture(self, name: str) -> Picture | None:
        found = self.used.get(name)
        return Picture(address_of(name, found), found.width, found.height) if found else None

    def file(self, name: str, place: Place, media: str) -> str:
        """The address of a file that a setting names; `media` is how its type begins."""
        try:
            found = self.folder.file(name)
        except NotFound as error:
            self.problems.add(place.file, place.line, str(error))
            return ""
        if not found.type.startswith(media):
            self.problems.add(place.file, place.line, f"“{name}” is {found.type}, not {media}.")
            return ""
        self.used[name] = found
        return address_of(name, found)


def address_of(name: str, file: FileRead) -> str:
    return FileContent(name, file.sha256).address
