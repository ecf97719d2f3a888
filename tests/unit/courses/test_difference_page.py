"""The difference as the studio shows it: what came and went is said, not only coloured."""

import re
from dataclasses import replace

from django.template.loader import render_to_string

from courses.rules.differences import changes
from courses.services.difference_words import told
from tests.unit.courses.test_differences import EDITION, FIRST, ONE, SECOND, holding


def page(before, after):
    found = render_to_string(
        "courses/studio/difference.html", {"difference": told(changes(before, after))}
    )
    return re.sub(r"\s+", " ", found)


def test_words_that_came_and_went_are_marked_and_said():
    new = holding(
        replace(FIRST, activities=(replace(ONE, body="<p>Listen &amp; ask.</p>"),)), SECOND
    )

    found = page(EDITION, new)

    assert '<span class="visually-hidden" lang="en">gone: </span>Listen.</del>' in found
    assert '<span class="visually-hidden" lang="en">new: </span>Listen &amp; ask.</ins>' in found
    assert "Gone (page)." in found


def test_equal_editions_say_so_and_so_does_a_first_one():
    assert "Nothing differs." in page(EDITION, EDITION)
    assert "The first edition: everything is new." in page(None, EDITION)
    assert "UNDEFINED" not in page(None, EDITION) + page(EDITION, EDITION)
