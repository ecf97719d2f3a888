"""What a publishing check finds: a code, a place and a detail. Pure: no database, no clock."""

from dataclasses import dataclass
from enum import StrEnum

from courses.rules.content import ActivityContent, QuestionContent


class Severity(StrEnum):
    ERROR = "error"
    WARNING = "warning"


class Code(StrEnum):
    """Everything that can be found."""

    NO_TITLE = "no_title"
    NOTHING_SAID = "nothing_said"
    NOTHING_REQUIRED = "nothing_required"
    EMPTY_MODULE = "empty_module"
    RULE_WITHOUT_ACTIVITY = "rule_without_activity"
    NO_ALTERNATIVE = "no_alternative"
    NO_FILM = "no_film"
    NO_CAPTIONS = "no_captions"
    NO_TRANSCRIPT = "no_transcript"
    SKIPPED_HEADING = "skipped_heading"
    LINK_WITHOUT_WORDS = "link_without_words"
    LINK_SAYS_LITTLE = "link_says_little"
    BROKEN_LINK = "broken_link"
    FILE_ELSEWHERE = "file_elsewhere"
    # What must be done before an activity.
    AFTER_UNKNOWN = "after_unknown"
    AFTER_ITSELF = "after_itself"
    AFTER_CIRCLE = "after_circle"
    AFTER_OPTIONAL = "after_optional"
    AFTER_LATER = "after_later"
    NO_QUESTIONS = "no_questions"
    NO_PASS_PATH = "no_pass_path"
    NO_FEEDBACK = "no_feedback"
    NO_STIMULUS = "no_stimulus"
    STIMULUS_UNUSED = "stimulus_unused"
    POINTS_UNSCORED = "points_unscored"
    GAPS_UNMARKED = "gaps_unmarked"
    HINTS_UNSEEN = "hints_unseen"
    KEY_OF_TWO = "key_of_two"
    DRAW_OF_FEW = "draw_of_few"
    # The faults of marking, one for one.
    NO_RIGHT_ANSWER = "question_no_right_answer"
    FEW_CHOICES = "question_few_choices"
    KEY_TWICE = "question_key_twice"
    UNKNOWN_KEY = "question_unknown_key"
    UNKNOWN_RULE = "question_unknown_rule"
    BAD_WEIGHT = "question_bad_weight"
    BAD_NUMBER = "question_bad_number"
    NO_OWN_UNIT = "question_no_own_unit"
    EMPTY_PATTERN = "question_empty_pattern"
    NO_GAPS = "question_no_gaps"
    NO_RUBRIC = "question_no_rubric"
    # A scenario's; a way is a choice in one of its situations.
    NO_SITUATIONS = "no_situations"
    NO_ENDING = "no_ending"
    SITUATION_TWICE = "situation_twice"
    SITUATION_UNSAID = "situation_unsaid"
    WAY_TWICE = "way_twice"
    WAY_UNSAID = "way_unsaid"
    LEADS_NOWHERE = "leads_nowhere"
    NOT_REACHED = "not_reached"
    NO_WAY_OUT = "no_way_out"
    # A survey's.
    NO_ITEMS = "no_items"
    ITEM_UNSAID = "item_unsaid"
    ITEM_TWICE = "item_twice"
    FEW_OPTIONS = "few_options"
    OPTION_UNSAID = "option_unsaid"
    # Against the original.
    UNTRANSLATED = "untranslated"
    NOT_IN_ORIGINAL = "not_in_original"
    OTHER_THAN_ORIGINAL = "other_than_original"


WARNINGS = frozenset(
    [
        Code.LINK_SAYS_LITTLE,
        Code.NO_FEEDBACK,
        Code.EMPTY_MODULE,
        Code.STIMULUS_UNUSED,
        Code.HINTS_UNSEEN,
        Code.AFTER_OPTIONAL,
        Code.AFTER_LATER,
    ]
)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing found; without an activity it is the whole course's."""

    code: Code
    activity: str = ""  # its key
    title: str = ""  # its title
    question: str = ""  # its key
    detail: str = ""

    @property
    def severity(self) -> Severity:
        return Severity.WARNING if self.code in WARNINGS else Severity.ERROR


def at_activity(code: Code, activity: ActivityContent, detail: str = "") -> Finding:
    return Finding(code, activity.key, activity.title, detail=detail)


def at_question(
    code: Code, activity: ActivityContent, question: QuestionContent, detail: str = ""
) -> Finding:
    return Finding(code, activity.key, activity.title, question.key, detail)
