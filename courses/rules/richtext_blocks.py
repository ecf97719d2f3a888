"""A stored text as its blocks, in words: paragraphs, headings, items of lists, cells, captions.

Pure: no database, no clock.
"""

import re

from courses.rules.richtext_tree import as_read

BLOCKS = "p|ul|ol|li|h[1-6]|table|thead|tbody|tr|td|th|blockquote|cite|pre|figure|figcaption"
BLOCKS += "|aside|section|div|details|summary|hr"
EDGE = re.compile(rf"""</?(?:{BLOCKS})\b(?:[^>"']|"[^"]*"|'[^']*')*>""")


def blocks_of(html: str) -> list[str]:
    """Each in the order of the text, with single blanks; a line break is one. None is empty.

    A picture is its alternative text.
    """
    blocks = (" ".join(as_read(part).split()) for part in EDGE.split(html))
    return [block for block in blocks if block]
