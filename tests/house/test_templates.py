"""Pages that the content security policy lets through, in the words of the trade."""

import re

from tests.house.sources import PACKAGES, files, name, python_files

MARKED = re.compile(r"""{%\s*translate\s+("[^"]*"|'[^']*')""")
BLOCK = re.compile(r"{%\s*blocktranslate[^%]*%}(.*?){%\s*endblocktranslate\s*%}", re.DOTALL)
IN_CODE = re.compile(r"""\b_?(?:_|_lazy|n?p?gettext(?:_lazy)?)\(\s*((?:"[^"]*"[,\s]*)+)""")
COMMENT = re.compile(r"{%\s*comment\s*%}.*?{%\s*endcomment\s*%}|{#.*?#}|<!--.*?-->", re.DOTALL)
NOT_OURS = re.compile(
    r"\b(students?|homework|grades?|graded|tenants?|diplomas?|nudges?|lessons?|chapters?"
    r"|subscriptions?|users?|percentages?|memberships?|segments?|mandates?|slugs?)\b",
    re.IGNORECASE,
)


def pages():
    """Templates that a browser shows; mail has no policy and may style itself."""
    return [path for path in files("templates", "*.html") if "email" not in str(path)]


def test_no_page_carries_a_style_or_a_script_of_its_own():
    """Data in a script element is no script."""
    inline = re.compile(
        r"""<style|\sstyle=|<script(?![^>]*(?:\ssrc=|"application/json"))|<[^>{%]*\son[a-z]+=""",
        re.IGNORECASE,
    )
    sources = {name(path): COMMENT.sub("", path.read_text()) for path in pages()}
    found = {page: inline.findall(source) for page, source in sources.items()}
    assert {page: parts for page, parts in found.items() if parts} == {}


def test_components_get_only_what_they_are_given():
    """The mastheads, the colophon and htmx's settings are the page's own and see all of it."""
    include = re.compile(r"""{%\s*include\s+["']components/([^"']+)["']([^%]*)%}""")
    own = {"masthead.html", "masthead_public.html", "colophon.html", "languages.html", "htmx.html"}
    found = [
        f"{name(path)}: {component}"
        for path in pages()
        for component, rest in include.findall(COMMENT.sub("", path.read_text()))
        if component not in own and not rest.strip().endswith("only")
    ]
    assert found == []


def test_what_people_read_uses_our_words():
    found = []
    for path in files("templates", "*.*"):
        source = COMMENT.sub("", path.read_text())
        for said in [*MARKED.findall(source), *BLOCK.findall(source)]:
            shown = re.sub(r"{{.*?}}|{%.*?%}|<[^>]*>", "", said)
            found += [f"{name(path)}: {word}" for word in NOT_OURS.findall(shown)]
    for path in python_files(*PACKAGES):
        for said in IN_CODE.findall(path.read_text()):
            shown = re.sub(r"%\(\w+\)[sd]", "", said)
            found += [f"{name(path)}: {word}" for word in NOT_OURS.findall(shown)]
    assert found == []
