"""The form of the courses that ship with the platform: their size, their sources, their quizzes.

Pure: no database, no clock. Nothing here keeps a course from being published: somebody else's may
be longer, shorter, or of another kind altogether.
"""

import re
from collections.abc import Iterable, Iterator

from courses.rules.content import ActivityContent, EditionContent, ModuleContent
from courses.rules.files_shown import texts_drawn, texts_of
from courses.rules.reading_level import WORD
from courses.rules.richtext_tree import PICTURE, Node, as_read, parse, serialise

CITED = re.compile(r'href="#source-([A-Za-z0-9_-]+)"')
MODULES = 5
MINUTES = range(45, 76)
WORDS = range(700, 1101)  # of the required pages of a module
KNOWLEDGE_CHECK = range(5, 9)  # questions of a module's quiz


def cited(edition: EditionContent) -> set[str]:
    """The id of every source that a text, a question or a scenario cites."""
    texts = (text for it in edition.activities() for text in (*texts_of(it), *texts_drawn(it)))
    return {found for text in texts for found in CITED.findall(text)}


def required(module: ModuleContent) -> list[ActivityContent]:
    return [activity for activity in module.activities if activity.required]


def minutes(edition: EditionContent) -> int:
    """Of what has to be done; a guide, a takeaway and further practice are beside it."""
    return sum(it.minutes for module in edition.modules for it in required(module))


def words(module: ModuleContent) -> int:
    """Of its required pages, as one reader meets them: of equal ways round, the first."""
    pages = [it.body for it in required(module) if it.kind == "page"]
    return sum(len(WORD.findall(_read(body))) for body in pages)


def _read(html: str) -> str:
    kept = list(_one_way(parse(html)))
    return as_read(PICTURE.sub("<img", serialise(kept)))


def _one_way(nodes: Iterable[Node]) -> Iterator[Node]:
    for node in nodes:
        if not isinstance(node, str):
            held = node.children
            if node.attrs.get("class") == "either":
                held = held[:1]
            node.children = list(_one_way(held))
        yield node


def of_size(edition: EditionContent) -> list[str]:
    """What is too much or too little of it."""
    modules = [module for module in edition.modules if required(module)]
    said = []
    if len(modules) != MODULES:
        said.append(f"It has {len(modules)} modules, not {MODULES}.")
    if minutes(edition) not in MINUTES:
        said.append(f"It takes {minutes(edition)} minutes.")
    for module in modules:
        if words(module) not in WORDS:
            said.append(f"{module.key}: {words(module)} words of pages.")
        asked = [it for it in required(module) if it.kind == "quiz" and it.questions]
        for quiz in asked:
            if len([it for it in quiz.questions if it.kind != "stimulus"]) not in KNOWLEDGE_CHECK:
                said.append(f"{quiz.key}: a knowledge check has 5 to 8 questions.")
        if not asked:
            said.append(f"{module.key}: it has no knowledge check.")
    return [*said, *of_draws(edition)]


def of_draws(edition: EditionContent) -> list[str]:
    """A bank is three times as long as what is drawn from it, and a course draws once at least."""
    draws = [draw for activity in edition.activities() for draw in activity.draws]
    said = [
        f"{draw.bank}: {asked} questions for {draw.count}, not three times as many."
        for draw in draws
        if (asked := len([it for it in draw.questions if it.kind != "stimulus"])) < 3 * draw.count
    ]
    return said if draws else ["It has no quiz that draws from a bank."]


def of_sources(edition: EditionContent) -> list[str]:
    """What is cited is there, and what is there is cited."""
    named, held = cited(edition), set(edition.sources)
    return [
        *(f"“{each}” is cited and is not in sources.toml." for each in sorted(named - held)),
        *(f"“{each}” is in sources.toml and is never cited." for each in sorted(held - named)),
    ]
