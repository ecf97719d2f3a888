"""What stands between a survey and its learners (DOMAIN 9). Pure: no database, no clock."""

from collections import Counter
from collections.abc import Iterator

from courses.rules.content import ActivityContent
from courses.rules.findings import Code, Finding, at_activity
from courses.rules.survey import Survey, from_settings

KIND = "survey"


def survey_findings(activity: ActivityContent) -> Iterator[Finding]:
    """Everything found in a survey's items; nothing in what is none."""
    if activity.kind != KIND:
        return
    for code, detail in faults(from_settings(activity.settings)):
        yield at_activity(code, activity, detail)


def survey_translation_findings(
    activity: ActivityContent, first: ActivityContent
) -> Iterator[Finding]:
    """What a translation leaves out of its original, or asks otherwise."""
    if activity.kind != KIND:
        return
    said, original = from_settings(activity.settings), from_settings(first.settings)
    both = zip(said.texts(), original.texts(), strict=False)
    if said.shape() != original.shape():
        yield at_activity(Code.OTHER_THAN_ORIGINAL, activity)
    elif any(theirs and not mine for mine, theirs in both):
        yield at_activity(Code.UNTRANSLATED, activity)


def faults(survey: Survey) -> list[tuple[Code, str]]:
    """Why it cannot be asked as it is written, each with the prompt or the key of its item."""
    if not survey.items:
        return [(Code.NO_ITEMS, "")]
    found = []
    for item in survey.items:
        name = item.prompt or item.key
        if not item.prompt:
            found.append((Code.ITEM_UNSAID, name))
        if item.has_options and len(item.options) < 2:
            found.append((Code.FEW_OPTIONS, name))
        if not all(option.text for option in item.options):
            found.append((Code.OPTION_UNSAID, name))
    times = Counter(item.key for item in survey.items)
    return [*found, *((Code.ITEM_TWICE, key) for key, number in times.items() if number > 1)]
