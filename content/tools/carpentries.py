"""An episode of a Carpentries lesson, from its Markdown to HTML."""

import re
from html import escape
from pathlib import Path

from courses.interchange.markdown_dialect import MARKDOWN, Picture

OPENING = re.compile(r":{3,}\s*([a-z]+)\s*:*\s*")
CLOSING = re.compile(r":{3,}\s*")
FRONT = re.compile(r"\A---\n(.*?)\n---\n", re.S)
TITLE = re.compile(r"^title: *(.*)$", re.M)
COMMENT = re.compile(r"<!--.*?-->", re.S)
ATTRIBUTES = re.compile(r"\{(?:alt=|\.|:|#)[^{}]*\}")
DEFINITION = re.compile(r"^\[[^\]]+\]: .*$", re.M)


def episode(path: Path) -> tuple[str, str, dict[str, Path]]:
    """Title, HTML, and no pictures: they are not in the sample."""
    text = path.read_text(encoding="utf-8")
    front = FRONT.match(text)
    title = TITLE.search(front[1]) if front else None
    body = ATTRIBUTES.sub("", COMMENT.sub("", text[front.end() :] if front else text))
    definitions = "\n".join(DEFINITION.findall(body))
    return (title[1].strip("'\" ") if title else path.stem), _html(body, definitions), {}


def _html(body: str, definitions: str) -> str:
    """Text as Markdown; each fenced part as a callout, named by its kind."""
    parts: list[str] = []
    lines: list[str] = []
    depth = 0

    def end_of_text() -> None:
        text = "\n".join(lines)
        parts.append(MARKDOWN.render(f"{text}\n\n{definitions}", {"picture": _no_picture}))
        lines.clear()

    for line in body.split("\n"):
        opening = OPENING.fullmatch(line)
        if opening:
            end_of_text()
            depth += 1
            kind = escape(opening[1].capitalize())
            parts.append(f'<aside class="callout"><h3>{kind}</h3>' if depth == 1 else "<div>")
        elif CLOSING.fullmatch(line) and depth:
            end_of_text()
            parts.append("</aside>" if depth == 1 else "</div>")
            depth -= 1
        else:
            lines.append(line)
    end_of_text()
    return "".join(parts)


def _no_picture(name: str) -> Picture | None:
    return None
