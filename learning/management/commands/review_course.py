"""`manage.py review_course DIR …`: what a script can say of a course, to its writers."""

from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from courses.interchange.package import PackageUnreadable, read_package
from courses.rules.content import EditionContent, PackageContent
from courses.rules.course_review import minutes, of_size, of_sources, required, words
from courses.rules.item_writing import longest_right, places, questions_of, shortest_right, slips
from courses.rules.publishing_checks import findings
from courses.rules.reading_level import reading_level


class Command(BaseCommand):
    help = "Review course packages as we write ours: size, sources, questions. Writes nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folders", type=Path, nargs="+", metavar="folder")

    def handle(self, *args: Any, folders: list[Path], **options: Any) -> None:
        wrong = 0
        for folder in folders:
            try:
                package = read_package(folder)
            except PackageUnreadable as error:
                raise CommandError("\n".join(map(str, error.problems))) from error
            for edition in package.editions:
                said = list(put_right(edition, package))
                wrong += len(said)
                name = f"{folder.name}, {edition.language}"
                self.stdout.write("\n  ".join([name, *numbers(edition), *said]))
        if wrong:
            raise CommandError(f"{wrong} to put right.")


def put_right(edition: EditionContent, package: PackageContent) -> Iterator[str]:
    """Everything that our own courses must not have."""
    original = None if edition is package.edition else package.edition
    for found in findings(edition, original):
        where = " / ".join(filter(None, [found.activity, found.question, found.detail]))
        yield f"{found.severity}: {found.code}: {where}"
    yield from map(str, slips(questions_of(edition)))
    yield from of_sources(edition)
    if original is None:  # a translation is as long as its language needs
        yield from of_size(edition)


def numbers(edition: EditionContent) -> Iterator[str]:
    asked = questions_of(edition)
    spread = dict(sorted(places(asked).items()))
    yield f"{minutes(edition)} minutes, {len(edition.sources)} sources, {len(asked)} questions"
    yield (
        f"single choice: {sum(spread.values())}, the right one the longest in "
        f"{len(longest_right(asked))}, the shortest in {len(shortest_right(asked))}, "
        f"its places {spread}"
    )
    for module in edition.modules:
        pages = " ".join(it.body for it in required(module) if it.kind == "page")
        level = reading_level(pages, edition.language)
        yield f"{module.key}: {words(module)} words, reading level {level.number if level else '-'}"
