"""Banks in a course package: quizzes draw from them, and editions keep what they may draw."""

import pytest
from django.core.exceptions import ValidationError
from PIL import Image

from courses.interchange.package import PackageUnreadable, read_package
from courses.interchange.package_export import export_course
from courses.models import Bank, Draw, Question
from courses.services.bank_questions import retire_questions
from courses.services.banks import newer_than_drawn, pool_of
from courses.services.drafts import new_draft
from courses.services.drawing_from import renew_draws
from courses.services.edition_content import read_edition
from courses.services.importing import import_package
from courses.services.publishing import publish_drafts
from tests.factories import NOW, a_trainer, a_unit
from tests.integration.courses.packages import a_package, bytes_of, change, write

pytestmark = pytest.mark.django_db

BANK = """\
+++
name = "What harm asks"
+++

## Question needs (single, 1 point)

What comes first?

- [x] `ask` To ask
  > Yes.
- [ ] `tell` To tell
  > Later.

## Question silence (true_false, 1 point)

Silence is consent.

- [ ] `true` True
  > It is not.
- [x] `false` False
  > So it is.

### Tags

- consent
"""


def a_package_with_a_bank(folder):
    a_package(folder)
    write(folder, {"banks/what-harm-asks.md": BANK})
    change(
        folder,
        "02-how/01-check.md",
        "shuffle = true\n",
        'shuffle = true\n\n[[draw]]\nbank = "What harm asks"\ncount = 1\n',
    )
    return folder


def bring_in(folder, unit):
    return import_package(read_package(folder), unit=unit, now=NOW, by=None)


def published(folder, unit):
    course = bring_in(folder, unit).course
    [edition] = publish_drafts(course, effect="new_learners", now=NOW, by=None)
    return edition


def a_renamed(folder):
    """As a course of its own, so that it is imported once more."""
    change(folder, "course.toml", 'key = "repair"', 'key = "repair-elsewhere"')
    return folder


def problems(folder):
    with pytest.raises(PackageUnreadable) as refused:
        read_package(folder)
    return [str(problem) for problem in refused.value.problems]


def keys_drawn(edition):
    draws = Draw.objects.filter(activity__edition=edition)
    return [(row.question.key, row.question.number) for draw in draws for row in draw.pool.all()]


def test_a_package_brings_its_banks_and_what_is_drawn_from_them(tmp_path):
    package = read_package(a_package_with_a_bank(tmp_path))
    unit = a_unit()

    [draft] = bring_in(tmp_path, unit).drafts

    assert read_edition(draft) == package.edition
    assert Bank.objects.get().name == "What harm asks"
    assert Draw.objects.get().count == 1
    assert sorted(keys_drawn(draft)) == [("needs", 1), ("silence", 1)]


def test_the_same_package_again_changes_nothing(tmp_path):
    a_package_with_a_bank(tmp_path)
    unit = a_unit()
    published(tmp_path, unit)

    again = bring_in(tmp_path, unit)

    assert not again.changed
    assert Question.objects.filter(bank__isnull=False).count() == 2


def test_out_and_in_again_gives_the_same_bytes(tmp_path):
    edition = published(a_package_with_a_bank(tmp_path / "in"), a_unit())
    export_course(edition.course, tmp_path / "first")
    package = read_package(tmp_path / "first")
    elsewhere = published(a_renamed(tmp_path / "first"), a_unit())
    export_course(elsewhere.course, tmp_path / "second")

    assert package.edition == read_edition(edition)
    assert elsewhere.content_hash == edition.content_hash
    assert bytes_of(tmp_path / "second") == bytes_of(tmp_path / "first")
    assert "banks/what-harm-asks.md" in bytes_of(tmp_path / "first")


def test_a_question_worded_anew_is_a_new_number_and_old_editions_keep_the_old_one(tmp_path):
    folder, unit = a_package_with_a_bank(tmp_path), a_unit()
    first = published(folder, unit)
    said = read_edition(first)
    change(folder, "banks/what-harm-asks.md", "What comes first?", "What comes before all else?")

    second = published(folder, unit)

    assert keys_drawn(first) == [("needs", 1), ("silence", 1)]
    assert sorted(keys_drawn(second)) == [("needs", 2), ("silence", 1)]
    assert read_edition(first) == said
    assert [(row.key, newest) for _, row, newest in newer_than_drawn(first)] == [("needs", 2)]
    assert newer_than_drawn(second) == []


def test_a_draft_takes_the_banks_newest_when_asked_and_a_published_edition_never(tmp_path):
    folder, unit = a_package_with_a_bank(tmp_path), a_unit()
    edition, trainer = published(folder, unit), a_trainer(unit)
    bank = Bank.objects.get()
    retire_questions(bank, ["silence"], reason="Too easy.", now=NOW, by=trainer)
    draft = new_draft(edition.course, "en", now=NOW, by=trainer)
    assert sorted(keys_drawn(draft)) == [("needs", 1), ("silence", 1)]

    changed = [renew_draws(draft, now=NOW, by=trainer) for _twice in range(2)]

    assert changed == [1, 0]
    assert keys_drawn(draft) == [("needs", 1)]
    with pytest.raises(ValidationError, match="published"):
        renew_draws(edition, now=NOW, by=trainer)
    assert [row.key for row in pool_of(bank, "")] == ["needs"]


def test_a_draw_by_a_tag_takes_what_carries_it(tmp_path):
    folder = a_package_with_a_bank(tmp_path)
    change(folder, "02-how/01-check.md", "count = 1\n", 'count = 1\ntag = "consent"\n')

    edition = published(folder, a_unit())

    assert keys_drawn(edition) == [("silence", 1)]


def test_what_is_wrong_with_a_draw_is_named_with_its_line(tmp_path):
    folder = a_package_with_a_bank(tmp_path)
    change(folder, "02-how/01-check.md", "count = 1\n", 'count = 0\nshape = "x"\n')
    change(folder, "banks/what-harm-asks.md", 'name = "What harm asks"', 'name = "Another"')

    assert problems(folder) == [
        "02-how/01-check.md:1: No file in “banks” is named “What harm asks” in this language.",
        "02-how/01-check.md:12: “count” says how many questions are drawn: 1 or more.",
        "02-how/01-check.md:13: “shape” is not known here.",
    ]


def test_two_banks_of_one_name_and_a_file_of_no_name_are_refused(tmp_path):
    folder = a_package_with_a_bank(tmp_path)
    write(folder, {"banks/zwei.md": BANK, "banks/not this one.md": BANK, "banks/drei.md": "Hm."})

    assert problems(folder) == [
        "banks/drei.md:1: The file begins with front matter between two +++ lines.",
        "banks/not this one.md:1: A bank's file is called NAME.md, with plain letters.",
        "banks/zwei.md:1: Another file's bank has the same name, “What harm asks”.",
    ]


def test_a_translated_bank_has_its_own_wording_and_the_same_name(tmp_path):
    folder, unit = a_package_with_a_bank(tmp_path), a_unit()
    a_package(folder, spanish=True)
    write(folder, {"banks/what-harm-asks.md": BANK})
    change(
        folder,
        "02-how/01-check.md",
        "shuffle = true\n",
        'shuffle = true\n\n[[draw]]\nbank = "What harm asks"\ncount = 1\n',
    )
    spanish = BANK.replace('name = "What harm asks"\n', "").replace(
        "What comes first?", "¿Qué va primero?"
    )
    write(folder, {"banks/what-harm-asks.es.md": spanish})

    course = bring_in(folder, unit).course
    publish_drafts(course, effect="new_learners", now=NOW, by=None)

    assert sorted(Bank.objects.values_list("name", "language")) == [
        ("What harm asks", "en"),
        ("What harm asks", "es"),
    ]
    prompts = Question.objects.filter(key="needs").order_by("bank__language")
    assert [row.prompt for row in prompts] == [
        "<p>What comes first?</p>",
        "<p>¿Qué va primero?</p>",
    ]
    export_course(course, folder / "out")
    assert {"banks/what-harm-asks.md", "banks/what-harm-asks.es.md"} <= set(
        bytes_of(folder / "out")
    )


def test_a_picture_that_only_a_question_nobody_draws_shows_makes_no_difference(tmp_path):
    folder = a_package_with_a_bank(tmp_path)
    shown = "What comes first?\n\n![A square](figures/other.png)"
    change(folder, "banks/what-harm-asks.md", "What comes first?", shown)
    change(folder, "02-how/01-check.md", "count = 1", 'count = 1\ntag = "consent"')
    Image.new("RGB", (8, 6), "red").save(folder / "figures/other.png")
    course = import_package(read_package(folder), unit=a_unit(), now=NOW, by=None).course
    publish_drafts(course, effect="minor", now=NOW, by=None)

    again = import_package(read_package(folder), unit=course.unit, now=NOW, by=None)

    assert not again.changed
    assert not course.editions.get().files.filter(name="figures/other.png").exists()
