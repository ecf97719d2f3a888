"""The sentences for what the publishing checks find."""

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courses.rules.findings import Code, Finding

WORDS: dict[Code, Promise] = {
    Code.NO_TITLE: gettext_lazy("The title is missing."),
    Code.NOTHING_SAID: gettext_lazy("It says nothing yet: the text is missing."),
    Code.NOTHING_REQUIRED: gettext_lazy(
        "Nothing in the course is required, so nobody could complete it."
    ),
    Code.EMPTY_MODULE: gettext_lazy("The module “{detail}” is empty."),
    Code.RULE_WITHOUT_ACTIVITY: gettext_lazy(
        "The completion rule names “{detail}”, which is no activity of this course."
    ),
    Code.NO_ALTERNATIVE: gettext_lazy(
        "The picture {detail} has no alternative text for those who cannot see it."
    ),
    Code.NO_FILM: gettext_lazy("The video has neither a file nor a link."),
    Code.NO_CAPTIONS: gettext_lazy("The video has no captions."),
    Code.NO_TRANSCRIPT: gettext_lazy("The video has no transcript."),
    Code.SKIPPED_HEADING: gettext_lazy(
        "The heading “{detail}” skips a level: put a second-level heading before it."
    ),
    Code.LINK_WITHOUT_WORDS: gettext_lazy("The link to {detail} has no words."),
    Code.LINK_SAYS_LITTLE: gettext_lazy("The link “{detail}” does not say where it leads."),
    Code.BROKEN_LINK: gettext_lazy("The link to {detail} leads nowhere in this course."),
    Code.FILE_ELSEWHERE: gettext_lazy(
        "The picture or file {detail} is not among this course's files: put it in anew."
    ),
    Code.AFTER_UNKNOWN: gettext_lazy(
        "It comes after “{detail}”, which is no activity of this course, so nobody could open it."
    ),
    Code.AFTER_ITSELF: gettext_lazy("It comes after itself, so nobody could open it."),
    Code.AFTER_CIRCLE: gettext_lazy(
        "These wait for one another, so nobody could open any of them: “{detail}”."
    ),
    Code.AFTER_OPTIONAL: gettext_lazy(
        "The course needs it, and it comes after what is optional: people who leave out “{detail}” "
        "cannot do it."
    ),
    Code.AFTER_LATER: gettext_lazy("It comes after “{detail}”, which stands later in the course."),
    Code.NO_QUESTIONS: gettext_lazy("The quiz has no questions."),
    Code.NO_PASS_PATH: gettext_lazy("Nobody could pass: there are no points, or no pass mark."),
    Code.NO_FEEDBACK: gettext_lazy("Some choices have no feedback."),
    Code.NO_STIMULUS: gettext_lazy("It is about the case “{detail}”, which is not in this quiz."),
    Code.STIMULUS_UNUSED: gettext_lazy("No question is about this case, so nobody will see it."),
    Code.POINTS_UNSCORED: gettext_lazy("Nothing in it is right or wrong, so it has 0 points."),
    Code.GAPS_UNMARKED: gettext_lazy(
        "Its text needs one mark for each gap, such as [[1]], and no other."
    ),
    Code.HINTS_UNSEEN: gettext_lazy(
        "Its hints are not shown: a quiz with a pass mark, or that must be passed, shows none."
    ),
    Code.KEY_OF_TWO: gettext_lazy("Two questions that the quiz may ask have this key."),
    Code.DRAW_OF_FEW: gettext_lazy(
        "The quiz draws more questions from the bank “{detail}” than it may take there."
    ),
    Code.NO_RIGHT_ANSWER: gettext_lazy("It has no right answer that earns the full score."),
    Code.FEW_CHOICES: gettext_lazy("It has fewer than two choices."),
    Code.KEY_TWICE: gettext_lazy("Two of its choices have the same key."),
    Code.UNKNOWN_KEY: gettext_lazy("Its right answer is no choice of it, or a choice is missing."),
    Code.UNKNOWN_RULE: gettext_lazy("Its scoring rule is not known."),
    Code.BAD_WEIGHT: gettext_lazy("A choice has a weight that is no number from -1 to 1."),
    Code.BAD_NUMBER: gettext_lazy("A number in it is missing, or is not one that can be used."),
    Code.NO_OWN_UNIT: gettext_lazy(
        "One of its units must have the factor 1: the one that the right answer is in."
    ),
    Code.EMPTY_PATTERN: gettext_lazy("One of the texts it accepts is empty."),
    Code.NO_GAPS: gettext_lazy("It has no gaps."),
    Code.NO_RUBRIC: gettext_lazy("It has no rubric to mark it by."),
    Code.NO_SITUATIONS: gettext_lazy("The scenario has no situations."),
    Code.NO_ENDING: gettext_lazy("The scenario never ends: every situation has choices."),
    Code.SITUATION_TWICE: gettext_lazy("The key of the situation “{detail}” is another's too."),
    Code.SITUATION_UNSAID: gettext_lazy("The situation “{detail}” needs both a title and a text."),
    Code.WAY_TWICE: gettext_lazy("Two choices in the situation “{detail}” have the same key."),
    Code.WAY_UNSAID: gettext_lazy("A choice in the situation “{detail}” says nothing."),
    Code.LEADS_NOWHERE: gettext_lazy(
        "A choice in the situation “{detail}” leads to no situation of this scenario."
    ),
    Code.NOT_REACHED: gettext_lazy("No choice leads from the start to the situation “{detail}”."),
    Code.NO_WAY_OUT: gettext_lazy("From the situation “{detail}” no ending can be reached."),
    Code.NO_ITEMS: gettext_lazy("The survey asks nothing."),
    Code.ITEM_UNSAID: gettext_lazy("An item of the survey does not say what it asks."),
    Code.ITEM_TWICE: gettext_lazy("Two items of the survey have the key “{detail}”."),
    Code.FEW_OPTIONS: gettext_lazy("“{detail}” needs two options at least."),
    Code.OPTION_UNSAID: gettext_lazy("An option of “{detail}” says nothing."),
    Code.UNTRANSLATED: gettext_lazy("The translation is missing, or not complete."),
    Code.NOT_IN_ORIGINAL: gettext_lazy("The original does not have this."),
    Code.OTHER_THAN_ORIGINAL: gettext_lazy(
        "It differs from the original in more than its words: keys, kinds, order and right "
        "answers must be the same."
    ),
}


def say_alone(finding: Finding) -> str:
    """The finding in one sentence, where its place is plain."""
    return str(WORDS[finding.code]).format(detail=finding.detail)


def say(finding: Finding) -> str:
    """The finding in one sentence, its place first."""
    words = say_alone(finding)
    if finding.question:
        return _("{title}, question {question}: {words}").format(
            title=finding.title, question=finding.question, words=words
        )
    if finding.activity:
        return _("{title}: {words}").format(title=finding.title or finding.activity, words=words)
    if finding.code == Code.UNTRANSLATED and finding.detail:
        return _("{title}: {words}").format(title=finding.detail, words=words)
    return words
