"""Whether everyone can come to every activity, in the order of the course.

Pure: no database, no clock.
"""

from collections.abc import Iterator

from courses.rules.content import ActivityContent, EditionContent
from courses.rules.findings import Code, Finding, at_activity
from courses.rules.prerequisites import Needs, circles, named_in


def prerequisite_findings(edition: EditionContent) -> Iterator[Finding]:
    """What is wrong with what comes before what, activity by activity; each circle once."""
    activities = {activity.key: activity for activity in edition.activities()}
    needs = {key: named_in(activity.settings) for key, activity in activities.items()}
    places = {key: place for place, key in enumerate(activities)}
    asked = _asked(edition)
    found = {circle[0]: circle for circle in circles(needs)}
    round_ = {key for circle in found.values() for key in circle}
    for key, activity in activities.items():
        for named in needs[key]:
            if named not in activities:
                yield at_activity(Code.AFTER_UNKNOWN, activity, named)
            elif places[named] > places[key] and not {key, named} <= round_:
                yield at_activity(Code.AFTER_LATER, activity, _title(activities[named]))
        if key in found:
            yield _circle([activities[it] for it in found[key]])
        if key in asked and (optional := _optional_before(key, needs, asked) & activities.keys()):
            titles = [_title(it) for it in activities.values() if it.key in optional]
            yield at_activity(Code.AFTER_OPTIONAL, activity, _listed(titles))


def _asked(edition: EditionContent) -> set[str]:
    """What the course asks of everyone; of a group that leaves a choice, nothing."""
    group = edition.completion_rule.get("of", [])
    chosen = group if isinstance(group, list) else []
    return {it.key for it in edition.activities() if it.required and it.key not in chosen}


def _optional_before(key: str, needs: Needs, asked: set[str]) -> set[str]:
    """What leads to it and nobody is asked to do, as far as the next one that is asked."""
    found: set[str] = set()
    waiting = [*needs[key]]
    while waiting:
        each = waiting.pop()
        if each not in asked and each not in found:
            found.add(each)
            waiting += needs.get(each, ())
    return found


def _circle(held: list[ActivityContent]) -> Finding:
    code = Code.AFTER_CIRCLE if held[1:] else Code.AFTER_ITSELF
    return at_activity(code, held[0], _listed([_title(it) for it in held]))


def _title(activity: ActivityContent) -> str:
    return activity.title or activity.key


def _listed(titles: list[str]) -> str:
    return "”, “".join(titles)
