"""The files of a course package, on disk: found by name, never outside the folder, and checked."""

import re
from pathlib import Path

from django.utils.translation import gettext as _

from courses.rules.content import FileRead
from courses.services.file_checks import TYPES, FileRefused, look_at

__all__ = ["TYPES", "NotFound", "PackageFolder"]
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
LONGEST = 200


class NotFound(ValueError):
    """A file that is not there, or may not be taken; the message says why."""


class PackageFolder:
    """One folder. Names are relative to it, with slashes, whatever the system."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._read: dict[str, FileRead] = {}

    def path(self, name: str) -> Path:
        """Where the file is; NotFound if it is not a plain file within the folder."""
        if len(name) > LONGEST:
            raise NotFound(_("“{name}…” is too long a name.").format(name=name[:40]))
        parts = name.split("/")
        if ".." in parts or name.startswith("/") or "\\" in name:
            raise NotFound(_("“{name}” is outside the course's folder.").format(name=name))
        path = self.root
        for part in parts:
            if not NAME.fullmatch(part):
                raise NotFound(
                    _("“{name}” should have a name of plain letters, digits, - and _.").format(
                        name=name
                    )
                )
            path = path / part
            if path.is_symlink():
                raise NotFound(_("“{name}” is a link; put the file itself here.").format(name=name))
        if not path.is_file():
            raise NotFound(_("There is no file “{name}”.").format(name=name))
        return path

    def text(self, name: str) -> str:
        """What a text file says, with plain line ends."""
        data = self.path(name).read_bytes()
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            line = data[: error.start].count(b"\n") + 1
            raise NotFound(
                _("“{name}” is not UTF-8 text (line {line}).").format(name=name, line=line)
            ) from error
        return text.replace("\r\n", "\n").replace("\r", "\n")

    def file(self, name: str) -> FileRead:
        """A picture, film, caption or document, checked to be what its name says."""
        if name not in self._read:
            try:
                self._read[name] = look_at(self.path(name), name)
            except FileRefused as error:
                raise NotFound(str(error)) from error
        return self._read[name]

    def picture(self, name: str) -> FileRead:
        """The same, and it must be a picture."""
        found = self.file(name)
        if not found.type.startswith("image/"):
            raise NotFound(_("“{name}” is not a picture.").format(name=name))
        return found
