"""What stands between a scenario and its learners (DOMAIN 9). Pure: no database, no clock.

Every situation can be come to, and from every one an ending can be reached: going round in a
circle is fine where there is a way out of it.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from courses.rules.content import ActivityContent
from courses.rules.findings import Code, Finding, at_activity
from courses.rules.question_checks import TextFindings
from courses.rules.scenario import Scenario, Situation, from_settings

KIND = "scenario"


def scenario_findings(activity: ActivityContent, in_text: TextFindings) -> Iterator[Finding]:
    """Everything found in a scenario's situations and texts; nothing in what is none."""
    if activity.kind != KIND:
        return
    scenario = from_settings(activity.settings)
    for text in scenario.texts():
        for code, detail in in_text(text):
            yield at_activity(code, activity, detail)
    for code, name in faults(scenario):
        yield at_activity(code, activity, name)


def faults(scenario: Scenario) -> list[tuple[Code, str]]:
    """Why it cannot be walked through as it is written, each with the name of its situation."""
    if not scenario.situations:
        return [(Code.NO_SITUATIONS, "")]
    own = [(code, it.name) for it in scenario.situations for code in _of_situation(it)]
    return [*own, *_of_keys(scenario), *_of_ways(scenario)]


def _of_situation(situation: Situation) -> Iterator[Code]:
    if not (situation.title and situation.text):
        yield Code.SITUATION_UNSAID
    if not all(choice.text for choice in situation.choices):
        yield Code.WAY_UNSAID
    if len({choice.key for choice in situation.choices}) < len(situation.choices):
        yield Code.WAY_TWICE


def _of_keys(scenario: Scenario) -> Iterator[tuple[Code, str]]:
    times = Counter(situation.key for situation in scenario.situations)
    for situation in _named(scenario, [key for key, number in times.items() if number > 1]):
        yield Code.SITUATION_TWICE, situation.name
    for situation in scenario.situations:
        if any(choice.leads_to not in times for choice in situation.choices):
            yield Code.LEADS_NOWHERE, situation.name


def _of_ways(scenario: Scenario) -> Iterator[tuple[Code, str]]:
    """What no way leads to, and what no way leads out of."""
    known = scenario.by_key()
    onward = {key: {choice.leads_to for choice in it.choices} for key, it in known.items()}
    met = _reached([scenario.situations[0].key], onward)
    for situation in _named(scenario, onward.keys() - met):
        yield Code.NOT_REACHED, situation.name
    endings = [key for key, situation in known.items() if situation.is_ending]
    if not endings:
        yield Code.NO_ENDING, ""
        return
    backward = {key: [one for one in onward if key in onward[one]] for key in onward}
    for situation in _named(scenario, onward.keys() - _reached(endings, backward)):
        yield Code.NO_WAY_OUT, situation.name


def _named(scenario: Scenario, keys: Iterable[str]) -> list[Situation]:
    """The situations with these keys, in order, each key once."""
    wanted, known = set(keys), scenario.by_key()
    ordered = dict.fromkeys(situation.key for situation in scenario.situations)
    return [known[key] for key in ordered if key in wanted]


def _reached(begun: Iterable[str], onward: Mapping[str, Iterable[str]]) -> set[str]:
    """All that can be come to from these, themselves among them."""
    waiting = list(begun)
    reached: set[str] = set()
    while waiting:
        key = waiting.pop()
        if key not in reached and key in onward:
            reached.add(key)
            waiting += onward[key]
    return reached
