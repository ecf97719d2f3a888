"""Reading written questions, for tests that need no database."""

from html import escape

from courses.interchange.aiken import read_aiken
from courses.interchange.gift import read_gift
from courses.interchange.moodle_xml import read_moodle_xml
from courses.interchange.question_encoding import text_of_file


def no_files(name, data):
    raise AssertionError(f"{name} is kept")


def gift(text, language="en"):
    """What is found in a GIFT text."""
    return read_gift(text_of_file(text.encode()), language=language, keep=no_files)


def one(text, language="en"):
    """The one question in a GIFT text."""
    finds = gift(text, language)
    assert finds.skipped == []
    return finds.found[0].content


def refusal(text):
    """Line, name and reason of the one question in a GIFT text, which is not taken."""
    finds = gift(text)
    assert finds.found == []
    (skipped,) = finds.skipped
    return skipped.line, skipped.question, skipped.reason


def aiken(text):
    return read_aiken(text, keep=no_files)


def weights(content):
    return {choice.key: str(choice.weight) for choice in content.choices}


def texts(content):
    return [choice.text for choice in content.choices]


def xml(body, keep=no_files, language="en"):
    """What is found in Moodle XML with these questions."""
    text = f'<?xml version="1.0" encoding="UTF-8"?>\n<quiz>\n{body}\n</quiz>'
    return read_moodle_xml(text_of_file(text.encode()), language=language, keep=keep)


def question(kind, inner, text="Asked?", more=""):
    """A question in Moodle XML, on one line."""
    return (
        f'<question type="{kind}"><name><text>Its name</text></name><questiontext format="html">'
        f"<text>{escape(text)}</text>{more}</questiontext>{inner}</question>"
    )


def answer(fraction, text, feedback="", inner=""):
    return (
        f'<answer fraction="{fraction}" format="html"><text>{escape(text)}</text>{inner}'
        f"<feedback><text>{escape(feedback)}</text></feedback></answer>"
    )


def of_xml(*arguments, **options):
    """The one question of Moodle XML."""
    finds = xml(question(*arguments, **options))
    assert finds.skipped == []
    return finds.found[0].content
