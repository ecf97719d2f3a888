"""What stands between a draft and its learners (DOMAIN 9). Pure: no database, no clock.

Errors block publishing, warnings are listed. A finding is a code, its place and a detail: the words
for it are the screen's.
"""

from collections.abc import Iterator
from dataclasses import replace

from courses.rules.content import ActivityContent, EditionContent
from courses.rules.files_shown import files_named, question_texts, texts_of
from courses.rules.findings import Code, Finding, Severity, at_activity, at_question
from courses.rules.prerequisite_checks import prerequisite_findings
from courses.rules.question_checks import quiz_findings
from courses.rules.richtext_line import is_citation
from courses.rules.richtext_tree import Element, Node, parse, text_of, walk
from courses.rules.scenario_checks import scenario_findings
from courses.rules.survey_checks import survey_findings
from courses.rules.translation_checks import translation_findings

ACTIVITY_LINK = "#activity-"
SOURCE_LINK = "#source-"
EMPTY_WORDS = frozenset(["here", "click here", "link", "this link", "more", "read more", "this"])
MUST_SAY = frozenset(["page", "reflection", "attestation"])


def findings(edition: EditionContent, original: EditionContent | None = None) -> list[Finding]:
    """Everything found, in the order of the course; of a translation, also against its original."""
    found = [*_edition(edition)]
    for activity in edition.activities():
        found += _activity(activity, edition)
    if original is not None:
        found += translation_findings(edition, original)
    return found


def errors(found: list[Finding]) -> list[Finding]:
    return [finding for finding in found if finding.severity == Severity.ERROR]


def _edition(edition: EditionContent) -> Iterator[Finding]:
    keys = {activity.key for activity in edition.activities()}
    group = edition.completion_rule.get("of", [])
    for key in group if isinstance(group, list) else []:
        if key not in keys:
            yield Finding(Code.RULE_WITHOUT_ACTIVITY, detail=str(key))
    if not edition.completion_rule and not any(it.required for it in edition.activities()):
        yield Finding(Code.NOTHING_REQUIRED)
    for module in edition.modules:
        if not module.activities:
            yield Finding(Code.EMPTY_MODULE, detail=module.title or module.key)
    yield from prerequisite_findings(edition)


def _activity(activity: ActivityContent, edition: EditionContent) -> Iterator[Finding]:
    if not activity.title:
        yield at_activity(Code.NO_TITLE, activity)
    if activity.kind in MUST_SAY and not activity.body:
        yield at_activity(Code.NOTHING_SAID, activity)
    if activity.kind == "video":
        yield from _video(activity)
    for code, detail in _text(activity.body, edition):
        yield at_activity(code, activity, detail)
    yield from quiz_findings(activity, lambda text: _text(text, edition))
    yield from scenario_findings(activity, lambda text: _text(text, edition))
    yield from survey_findings(activity)
    yield from _files(activity, edition)


def _files(activity: ActivityContent, edition: EditionContent) -> Iterator[Finding]:
    """Files that the edition does not have: learners would miss them, and so would an export.

    What is drawn brings its own: a bank's pictures are shown wherever its questions are.
    """
    known = {file.address for file in edition.files}
    for named in files_named(texts_of(replace(activity, questions=()))):
        if named.address not in known:
            yield at_activity(Code.FILE_ELSEWHERE, activity, named.name)
    for question in activity.questions:
        for named in files_named(question_texts(question)):
            if named.address not in known:
                yield at_question(Code.FILE_ELSEWHERE, activity, question, named.name)


def _video(activity: ActivityContent) -> Iterator[Finding]:
    if not activity.settings.get("src"):
        yield at_activity(Code.NO_FILM, activity)
    if not activity.settings.get("captions"):
        yield at_activity(Code.NO_CAPTIONS, activity)
    if not activity.body:
        yield at_activity(Code.NO_TRANSCRIPT, activity)


def _text(html: str, edition: EditionContent) -> Iterator[tuple[Code, str]]:
    """What is wrong in one rich text; plain words, as most choices are, need no parsing."""
    if "<" not in html:
        return
    nodes = parse(html)
    yield from _headings(nodes)
    for element in walk(nodes):
        if element.tag == "img" and not element.attrs.get("alt", "").strip():
            yield Code.NO_ALTERNATIVE, element.attrs.get("src", "").rpartition("/")[2]
        if element.tag == "a":
            yield from _link(element, edition)


def _headings(nodes: list[Node]) -> Iterator[tuple[Code, str]]:
    """The page's title is level 1, so the text begins with 2; callouts have titles of their own."""
    last = 1
    for node in nodes:
        if isinstance(node, Element) and node.tag in ("h2", "h3"):
            level = int(node.tag[1])
            if level > last + 1:
                yield Code.SKIPPED_HEADING, text_of(node.children)
            last = level


def _link(link: Element, edition: EditionContent) -> Iterator[tuple[Code, str]]:
    address = link.attrs.get("href", "")
    words = " ".join(text_of(link.children).split())
    if not is_citation(link) and not words:
        yield Code.LINK_WITHOUT_WORDS, address
    elif words.lower().strip(".… ") in EMPTY_WORDS:
        yield Code.LINK_SAYS_LITTLE, words
    if address.startswith("#") and not _is_in(address, edition):
        yield Code.BROKEN_LINK, address


def _is_in(address: str, edition: EditionContent) -> bool:
    if address.startswith(SOURCE_LINK):
        return address.removeprefix(SOURCE_LINK) in edition.sources
    key = address.removeprefix(ACTIVITY_LINK)
    return key != address and any(activity.key == key for activity in edition.activities())
