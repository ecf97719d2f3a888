"""A course as the text files of a package: the same content gives the same bytes."""

from collections.abc import Iterator, Mapping, Sequence

import tomli_w

from courses.interchange.markdown_writer import to_markdown
from courses.interchange.package_activity import CRITERIA
from courses.interchange.package_bank import write_banks, write_draws
from courses.interchange.package_question_writer import Names, write_question
from courses.interchange.package_quiz_settings import ABSENT as QUIZ_ABSENT
from courses.interchange.package_scenario_writer import write_scenario
from courses.interchange.package_sources import authors_of
from courses.interchange.package_survey import write_survey
from courses.interchange.package_written import FENCE
from courses.rules.content import (
    ActivityContent,
    EditionContent,
    ModuleContent,
    Source,
)
from courses.rules.content_hash import plain
from courses.rules.prerequisites import AFTER
from courses.rules.scenario import SITUATIONS, from_settings
from courses.rules.survey import ITEMS
from courses.rules.survey import from_settings as survey_from

ABSENT: Mapping[str, object] = {**QUIZ_ABSENT, "captions": "", AFTER: []}


def write_package(
    key: str, edition: EditionContent, translations: Sequence[EditionContent]
) -> dict[str, str]:
    """Every text file by its name; the files that they show are the caller's to copy."""
    texts = {"course.toml": _course(key, edition)}
    if edition.sources:
        texts["sources.toml"] = _sources(edition.sources)
    for file, activity in _filed(edition):
        texts[f"{file}.md"] = _activity(activity, _front(activity, edition), edition)
    originals = {activity.key: (file, activity) for file, activity in _filed(edition)}
    for translation in translations:
        language = translation.language
        texts[f"course.{language}.toml"] = _translated_course(translation)
        for activity in translation.activities():
            if activity.key in originals:
                file, original = originals[activity.key]
                front = _differing(_front(activity, translation), _front(original, edition))
                texts[f"{file}.{language}.md"] = _activity(activity, front, translation)
    languages = [(None, edition), *((it.language, it) for it in translations)]
    return texts | write_banks(languages, lambda asked, of: write_question(asked, _names(of)))


def _names(edition: EditionContent) -> Names:
    names = {file.address: file.name for file in sorted(edition.files, key=lambda it: it.name)}
    return lambda address: names.get(address, address)


def _numbered(number: int, of: int, key: str) -> str:
    return f"{number:0{max(2, len(str(of)))}d}-{key}"


def _filed(edition: EditionContent) -> Iterator[tuple[str, ActivityContent]]:
    """Each activity with the name of its file, without the ending."""
    for place, module in enumerate(edition.modules, 1):
        folder = _numbered(place, len(edition.modules), module.key)
        for number, activity in enumerate(module.activities, 1):
            yield f"{folder}/{_numbered(number, len(module.activities), activity.key)}", activity


def _course(key: str, edition: EditionContent) -> str:
    front: dict[str, object] = {"key": key, "language": edition.language, "title": edition.title}
    front |= {"summary": edition.summary} if edition.summary else {}
    front["hours"] = plain(edition.hours)
    parts = [tomli_w.dumps(front)]
    if edition.completion_rule:
        parts.append(tomli_w.dumps({"completion": dict(edition.completion_rule)}))
    for place, module in enumerate(edition.modules, 1):
        folder = {"folder": _numbered(place, len(edition.modules), module.key)}
        parts.append(_module(module, folder))
    return "\n".join(parts)


def _translated_course(edition: EditionContent) -> str:
    front = {"title": edition.title}
    front |= {"summary": edition.summary} if edition.summary else {}
    return "\n".join([tomli_w.dumps(front), *(_module(it, {}) for it in edition.modules)])


def _module(module: ModuleContent, folder: dict[str, str]) -> str:
    table = {"key": module.key, "title": module.title}
    table |= {"summary": module.summary} if module.summary else {}
    return "[[module]]\n" + tomli_w.dumps(table | folder)


def _sources(sources: Mapping[str, Source]) -> str:
    tables = []
    for key, source in sorted(sources.items()):
        named = source.byline
        table: dict[str, object] = {
            "authors": named if authors_of(named) == source.authors else list(source.authors),
            "title": source.title,
            "year": int(source.year) if str(_whole(source.year)) == source.year else source.year,
        }
        table |= {name: said for name in ("venue", "doi", "url") if (said := getattr(source, name))}
        tables.append(tomli_w.dumps({key: table}))
    return "\n".join(tables)


def _whole(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() else None


def _front(activity: ActivityContent, edition: EditionContent) -> dict[str, object]:
    name_of = _names(edition)
    front: dict[str, object] = {
        "key": activity.key,
        "kind": activity.kind,
        "title": activity.title,
        "minutes": activity.minutes,
    }
    if not activity.required:
        front["required"] = False
    if activity.criterion != CRITERIA[activity.kind][0]:
        front["criterion"] = str(activity.criterion)
    if activity.pass_mark is not None:
        front["pass_mark"] = plain(activity.pass_mark)
    below = (SITUATIONS, ITEMS)  # written after the text
    stated = {key: held for key, held in activity.settings.items() if key not in below}
    for key, value in sorted(stated.items()):
        front[key] = name_of(value) if isinstance(value, str) else value
    if activity.draws:
        front["draw"] = write_draws(activity.draws)
    return front


def _differing(front: dict[str, object], original: dict[str, object]) -> dict[str, object]:
    """What a translation must state: its title, and settings other than its original's."""
    stated: dict[str, object] = {"title": front["title"]}
    for key, value in front.items():
        if original.get(key) != value:
            stated[key] = value
    for key in original.keys() - front.keys():
        stated[key] = ABSENT.get(key, 0)
    return dict(sorted(stated.items(), key=lambda it: it[0] != "title"))


def _activity(activity: ActivityContent, front: dict[str, object], edition: EditionContent) -> str:
    name_of = _names(edition)
    parts = [f"{FENCE}\n{tomli_w.dumps(front)}{FENCE}\n", to_markdown(activity.body, name_of)]
    parts += write_scenario(from_settings(activity.settings), name_of)
    parts += write_survey(survey_from(activity.settings))
    parts += [write_question(question, name_of) for question in activity.questions]
    first, *rest = [part for part in parts if part]
    return first + "".join(f"\n{part}\n" for part in rest)
