"""sources.toml: the works that a course cites."""

import re

from django.utils.translation import gettext as _

from courses.interchange.package_toml import KEY, Problems, Table, lines_of_tables, parse_toml
from courses.rules.content import Source

AND = re.compile(r",?\s*&\s*")
INITIALS = re.compile(r"(?:\w\.[\s-]?)+(?:Jr\.|Sr\.|I{2,3})?")


def read_sources(text: str, file: str, problems: Problems) -> dict[str, Source] | None:
    """The sources by their ids, sorted; None if the file cannot be read."""
    values = parse_toml(text, file, problems)
    if values is None:
        return None
    sources: dict[str, Source] = {}
    for key, value in sorted(values.items()):
        headers = lines_of_tables(text, f"[{key}]") or [(1, {})]
        line, lines = headers[0]
        if not isinstance(value, dict) or not KEY.fullmatch(key):
            problems.add(file, line, _("“{key}” is not a source: write [id].").format(key=key))
            continue
        sources[key] = _source(Table(value, lines, problems, file=file, line=line))
    return sources


def _source(table: Table) -> Source:
    written = isinstance(table.skip("authors"), str)
    listed = authors_of(table.text("authors")) if written else table.texts("authors")
    year = table.skip("year")
    year = table.text("year") if isinstance(year, str) else year
    source = Source(
        authors=tuple(name for name in listed if name),
        title=table.text("title", required=True),
        year=str(year) if isinstance(year, int | str) else "",
        venue=table.text("venue"),
        doi=table.text("doi"),
        url=table.text("url"),
    )
    for key, held in (("authors", source.authors), ("year", source.year)):
        if not held:
            table.problem(key, _("“{key}” is missing.").format(key=key))
    if source.url and not re.fullmatch(r"https?://\S+", source.url):
        table.problem("url", _("“url” should begin with https://."))
    table.nothing_else()
    return source


def authors_of(text: str) -> tuple[str, ...]:
    """The names in `Acosta, D., & Karp, D. R.`; one without initials is an institution's."""
    pieces = [
        piece.strip() for part in AND.split(text) for piece in part.split(",") if piece.strip()
    ]
    names: list[str] = []
    for piece in pieces:
        if names and INITIALS.fullmatch(piece) and "," not in names[-1]:
            names[-1] = f"{names[-1]}, {piece}"
        else:
            names.append(piece)
    return tuple(names)
