"""docs/course-package.md lists what there is, and nothing else."""

import re
from pathlib import Path

from courses.interchange.markdown_dialect import CONTAINERS
from courses.interchange.package_activity import CRITERIA
from courses.interchange.package_folder import TYPES
from courses.interchange.package_quiz_settings import ABSENT
from courses.rules.marking import KINDS
from courses.rules.marking.multiple import RULES
from courses.rules.quiz_settings import AT_EXPIRY, FEEDBACK, KEEP, Item, Phase
from courses.services.richtext import TAGS

DOC = Path("docs/course-package.md").read_text(encoding="utf-8")
WORDS = re.sub(r"^```.*?^```$", "", DOC, flags=re.M | re.S)
SYNONYMS = {"b", "i", "h1", "h4", "h5", "h6", "tfoot"}  # brought to the set on the way in


def in_code(text):
    return {word for held in re.findall(r"`([^`]+)`", text) for word in re.findall(r"[\w-]+", held)}


def section(title):
    return WORDS.partition(f"\n## {title}\n")[2].partition("\n## ")[0]


def test_kinds_and_criteria():
    rows = re.findall(r"^\| `(\w+)` \| ((?:`\w+` ?)+) \|", section("An activity"), re.M)

    assert {kind: re.findall(r"\w+", criteria) for kind, criteria in rows} == {
        kind: [str(criterion) for criterion in criteria] for kind, criteria in CRITERIA.items()
    }


def test_settings_of_a_quiz_and_what_is_told_of_it():
    assert in_code(section("An activity")) >= {*ABSENT, *KEEP, *AT_EXPIRY, *FEEDBACK, *Item, *Phase}


def test_elements():
    stored = in_code(section("What is stored"))

    assert stored >= {str(tag) for tag in TAGS} - SYNONYMS
    assert not stored & SYNONYMS


def test_files_containers_questions_and_rules():
    endings = {ending.removeprefix(".") for ending in TYPES}

    assert in_code(section("The folder")) >= endings
    assert all(f"::: {name} " in DOC for name in CONTAINERS)
    assert in_code(section("A quiz")) >= {*KINDS, *RULES}
