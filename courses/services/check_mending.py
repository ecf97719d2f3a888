"""How what the publishing checks find is mended: one sentence each, for whoever writes."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from courses.rules.findings import Code, Finding

MENDING: Mapping[Code, Promise] = {
    Code.NO_TITLE: _("Give it a title at the top of its page."),
    Code.NOTHING_SAID: _("Write at least one sentence, or remove the activity."),
    Code.NOTHING_REQUIRED: _("Tick “The course needs it” on at least one activity."),
    Code.EMPTY_MODULE: _("Add an activity to it, or remove it."),
    Code.RULE_WITHOUT_ACTIVITY: _("Choose the activities anew on the course's first page."),
    Code.NO_ALTERNATIVE: _(
        "Click the picture, then “Picture” above the text, and say what it shows."
    ),
    Code.NO_FILM: _("Give a link that begins with https://, or choose a file."),
    Code.NO_CAPTIONS: _("Choose a WebVTT file: those who cannot hear read along."),
    Code.NO_TRANSCRIPT: _("Write below the film what is said in it, and what is to be seen."),
    Code.SKIPPED_HEADING: _("Make it a heading, or put a heading before it."),
    Code.LINK_WITHOUT_WORDS: _("Give the link words that say where it leads."),
    Code.LINK_SAYS_LITTLE: _("Let the words of the link say where it leads."),
    Code.BROKEN_LINK: _("Choose another activity or work, or take the link away."),
    Code.FILE_ELSEWHERE: _("Take it out, then choose the file itself."),
    Code.AFTER_UNKNOWN: _("Choose anew what it comes after, and save it."),
    Code.AFTER_ITSELF: _("Choose other activities that it comes after, or none."),
    Code.AFTER_CIRCLE: _("Let one of them come after none of the others."),
    Code.AFTER_OPTIONAL: _("Let the course need that, too, or let this one not wait for it."),
    Code.AFTER_LATER: _("Move that before this one, or let this one not wait for it."),
    Code.NO_QUESTIONS: _("Write a question, or draw some from a bank."),
    Code.NO_PASS_PATH: _("Give its questions points, and the quiz a pass mark."),
    Code.NO_FEEDBACK: _("Say of each choice why it is right or not: people learn most from that."),
    Code.HINTS_UNSEEN: _("Take the hints out, or let the quiz count when it is handed in."),
    Code.DRAW_OF_FEW: _("Draw fewer, or write more questions into the bank."),
    Code.NO_ITEMS: _("Add an item, and say what it asks."),
    Code.ITEM_UNSAID: _("Write what the item asks, or take it out."),
    Code.ITEM_TWICE: _("Take one of the two out, and write it anew."),
    Code.FEW_OPTIONS: _("Give at least two options, one on a line."),
    Code.OPTION_UNSAID: _("Write what the option says, or take it out."),
    Code.NO_SITUATIONS: _("Add a situation, and say what happens in it."),
    Code.NO_ENDING: _("Let one situation have no choices: there the case ends."),
    Code.SITUATION_TWICE: _("Take one of the two out, and write it anew."),
    Code.SITUATION_UNSAID: _("Give the situation a title and a text."),
    Code.WAY_TWICE: _("Take one of the two choices out, and write it anew."),
    Code.WAY_UNSAID: _("Write what one does, or take the choice out."),
    Code.LEADS_NOWHERE: _("Choose where each choice of the situation leads."),
    Code.NOT_REACHED: _("Let a choice lead to it, or take it out."),
    Code.NO_WAY_OUT: _("Let one of its choices lead towards an ending."),
    Code.UNTRANSLATED: _("Say here all that the original says."),
    Code.NOT_IN_ORIGINAL: _("Let the translation follow the original again."),
    Code.OTHER_THAN_ORIGINAL: _("Let the translation follow the original again."),
}
OF_QUESTIONS = _("Open the question: its checks stand beside it.")


def mending(finding: Finding) -> str:
    """What to do about it, in one sentence."""
    if finding.code in MENDING:
        return str(MENDING[finding.code])
    return str(OF_QUESTIONS) if finding.question else ""
