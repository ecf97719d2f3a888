"""What is stored, as it is shown."""

import pytest

from courses.interchange.package import read_package
from courses.rules.content import Source
from courses.services.importing import import_package
from courses.services.publishing import publish_drafts
from courses.services.quizzes import quiz_of
from courses.services.richtext import cited, render
from tests.factories import NOW, a_unit
from tests.integration.courses.packages import a_package

SOURCES = {
    "acosta2018": Source(("Acosta, D.", "Karp, D. R."), "A title", "2018", doi="10.1/x"),
    "pranis2003": Source(("Pranis, K.", "Stuart, B.", "Wedge, M."), "Circles", "2003"),
    "odd": Source(("<b>Office</b>",), "A report", "n.d."),
}


def cite(key, where=""):
    return f'<a class="citation" href="#source-{key}">{where}</a>'


def test_a_citation_names_authors_year_and_place():
    text = f"<p>{cite('acosta2018', 'p. 3')} {cite('pranis2003')} {cite('odd')} {cite('gone')}</p>"

    assert render(text, sources=SOURCES) == (
        f"<p>{cite('acosta2018', '(Acosta &amp; Karp 2018, p. 3)')}"
        f" {cite('pranis2003', '(Pranis et al. 2003)')}"
        f" {cite('odd', '(&lt;b&gt;Office&lt;/b&gt; n.d.)')} {cite('gone', '(gone)')}</p>"
    )
    assert cited(text + text) == ("acosta2018", "pranis2003", "odd", "gone")


def test_where_the_works_are_not_listed_a_citation_leads_to_the_work():
    text = f"{cite('acosta2018')} {cite('pranis2003', 'p. 2')}"

    assert render(text, sources=SOURCES, listed=False) == (
        '<a class="citation" href="https://doi.org/10.1/x">(Acosta &amp; Karp 2018)</a>'
        ' <span class="citation">(Pranis et al. 2003, p. 2)</span>'
    )


def test_a_link_to_an_activity_leads_where_the_page_says():
    text = '<p><a href="#activity-film">the film</a></p>'

    assert render(text, activity_url=lambda key: f'/learn/"{key}/') == (
        '<p><a href="/learn/&quot;film/">the film</a></p>'
    )
    assert render(text) == text


def test_a_callout_before_the_first_heading_skips_no_level():
    callout = '<aside class="callout"><h3>Try</h3><p>It.</p></aside>'

    assert render(f"{callout}<h2>One</h2>{callout}") == (
        f'<aside class="callout"><h3 aria-level="2">Try</h3><p>It.</p></aside><h2>One</h2>{callout}'
    )


def test_a_table_scrolls_by_itself_and_is_named_by_its_headings():
    row = '<tr><th scope="col">Where &amp; when</th><th scope="col"><em>What</em></th></tr>'

    assert render(f"<table><thead>{row}</thead></table><p>After.</p>") == (
        '<div class="scroller" tabindex="0" role="group" aria-label="Where &amp; when, What">'
        f'<table class="table"><thead>{row}</thead></table></div><p>After.</p>'
    )


def test_how_references_are_named():
    assert [source.byline for source in SOURCES.values()] == [
        "Acosta, D., & Karp, D. R.",
        "Pranis, K., Stuart, B., & Wedge, M.",
        "<b>Office</b>",
    ]
    assert SOURCES["acosta2018"].address == "https://doi.org/10.1/x"


@pytest.mark.django_db
def test_a_quiz_names_the_works_that_its_questions_cite(tmp_path):
    package = read_package(a_package(tmp_path))
    result = import_package(package, unit=a_unit(), now=NOW, by=None)
    [edition] = publish_drafts(result.course, effect="minor", now=NOW, by=None)
    quiz = edition.activities.get(kind="quiz")

    first, *_others = quiz_of(quiz.pk, quiz.content_hash).questions

    assert first.explanation == (
        '<p>Asking comes first <a class="citation" href="https://example.org/report">'
        "(World Health Organization n.d.)</a>.</p>"
    )
