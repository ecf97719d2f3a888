"""What the settings of a quiz may say, in the words of packages and rows. Pure: no database.

What they mean is learning's: `learning.rules.attempts`, `kept_score` and `feedback`.
"""

from enum import StrEnum

AT_EXPIRY = ("submit", "grace", "discard")  # what happens to an attempt whose time is over
KEEP = ("highest", "last", "first", "average")  # which score counts of several attempts
MARKERS = (1, 2)  # how many people mark an essay

# Feedback by name, the usual one first; `learning.rules.feedback` says what each shows, and when.
FEEDBACK = (
    "at_once",
    "practice",
    "without_answers",
    "score_only",
    "after_close",
    "nothing",
)


class Item(StrEnum):
    """What may be told of an attempt."""

    RESPONSE = "response"
    CORRECTNESS = "correctness"
    SCORE = "score"
    EXPLANATION = "explanation"
    RIGHT_ANSWER = "right_answer"


class Phase(StrEnum):
    """When it is told."""

    DURING = "during"
    RIGHT_AFTER = "right_after"
    LATER = "later"
    AFTER_CLOSE = "after_close"
