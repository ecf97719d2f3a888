"""The Markdown that a course package is written in: CommonMark, tables, and a few things more.

docs/course-package.md describes it. Added to CommonMark: pipe tables; `[@source, p. 37]`; the tags
`<em> <strong> <sup> <sub> <br>` where signs would be ambiguous; `<small>` for a footnote; a caption
as a picture's title; and the containers callout, note and way. No other HTML.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import TypedDict, cast

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict
from mdit_py_plugins.container import container_plugin

from courses.services.file_checks import TYPES

CITATION = re.compile(r"\[@([A-Za-z0-9][A-Za-z0-9_-]*)(?:,((?:\\[\s\S]|[^\]\\])*))?\]")
PART = "[A-Za-z0-9][A-Za-z0-9._-]*"
ENDINGS = "|".join(ending[1:] for ending in TYPES)
# A file of the package, and perhaps a place in it: files/plan.pdf#page=2
FILE = re.compile(rf"((?:{PART}/)*{PART}\.(?:{ENDINGS}))(#\S*)?", re.I)
TAG = re.compile(r"<(/?(?:em|strong|sup|sub|small)|br)>")
ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")
CONTAINERS = ("callout", "note", "way")


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture, or another file, of the package: where it will be served, its size in pixels."""

    address: str
    width: int | None = None
    height: int | None = None


class Environment(TypedDict):
    """What one reading knows: pictures, and files it links to, by the name that the text gives."""

    picture: Callable[[str], Picture | None]


class _Markdown(MarkdownIt):
    """Addresses stay as they were written: the sanitiser decides which are kept."""

    def validateLink(self, url: str) -> bool:
        return True

    def normalizeLink(self, url: str) -> str:
        return url

    def normalizeLinkText(self, link: str) -> str:
        return link


def dialect() -> MarkdownIt:
    """A parser; making one is slow, so keep it."""
    markdown = _Markdown("commonmark", {"html": False, "maxNesting": 100}).enable("table")
    markdown.inline.ruler.before("link", "citation", _citation)
    markdown.inline.ruler.before("autolink", "plain_tag", _plain_tag)
    markdown.core.ruler.push("figures", _figures)
    for name in CONTAINERS:
        container_plugin(markdown, name, validate=_is_called(name), render=RENDER[name])
    shown = {"citation": _show_citation, "plain_tag": _show_tag, "image": _show}
    for name, rule in {**shown, "link_open": _show_link}.items():
        markdown.add_render_rule(name, rule)
    return markdown


def _is_called(name: str) -> Callable[[str, str], bool]:
    def is_called(info: str, markup: str) -> bool:
        return info.split(maxsplit=1)[:1] == [name]

    return is_called


def _citation(state: StateInline, silent: bool) -> bool:
    found = CITATION.match(state.src, state.pos, state.posMax)
    if not found:
        return False
    if not silent:
        token = state.push("citation", "a", 0)
        token.meta = {"key": found[1]}
        token.content = ESCAPED.sub(r"\1", found[2] or "")
    state.pos = found.end()
    return True


def _plain_tag(state: StateInline, silent: bool) -> bool:
    found = TAG.match(state.src, state.pos, state.posMax)
    if not found:
        return False
    if not silent:
        state.push("plain_tag", "", 0).content = found[0]
    state.pos = found.end()
    return True


def _figures(state: StateCore) -> None:
    """A picture alone in its paragraph is a figure, and its title the caption."""
    for opening, inline in zip(state.tokens, state.tokens[1:], strict=False):
        children = inline.children or []
        if opening.type != "paragraph_open" or [child.type for child in children] != ["image"]:
            continue
        children[0].meta["alone"] = True
        opening.hidden = True
        closing = state.tokens[state.tokens.index(inline) + 1]
        closing.hidden = True


def _show_citation(
    self: RendererHTML, tokens: Sequence[Token], index: int, options: OptionsDict, env: EnvType
) -> str:
    key, where = tokens[index].meta["key"], escape(tokens[index].content)
    return f'<a class="citation" href="#source-{key}">{where}</a>'


def _show_tag(
    self: RendererHTML, tokens: Sequence[Token], index: int, options: OptionsDict, env: EnvType
) -> str:
    return tokens[index].content


def _show(
    self: RendererHTML, tokens: Sequence[Token], index: int, options: OptionsDict, env: EnvType
) -> str:
    token = tokens[index]
    picture = cast(Environment, env)["picture"](str(token.attrs.get("src", "")))
    alt = self.renderInlineAsText(token.children, options, env)
    html = _img(picture, alt) if picture else escape(alt)
    if not token.meta.get("alone"):
        return html
    title = str(token.attrs.get("title", ""))
    caption = MARKDOWN.renderInline(title, env) if title else ""
    return f"<figure>{html}<figcaption>{caption}</figcaption></figure>"


def _show_link(
    self: RendererHTML, tokens: Sequence[Token], index: int, options: OptionsDict, env: EnvType
) -> str:
    token = tokens[index]
    named = FILE.fullmatch(str(token.attrs.get("href", "")))
    file = cast(Environment, env)["picture"](named[1]) if named else None
    if named and file:
        token.attrs["href"] = file.address + (named[2] or "")
    return self.renderToken(tokens, index, options, env)


def _img(picture: Picture, alt: str) -> str:
    size = f' width="{picture.width}"' if picture.width else ""
    size += f' height="{picture.height}"' if picture.height else ""
    return f'<img src="{escape(picture.address)}" alt="{escape(alt)}"{size}>'


def title_of(token: Token) -> str:
    """What follows the name of a container on its first line."""
    words = token.info.split(maxsplit=1)
    return words[1].strip() if len(words) == 2 else ""


RenderRule = Callable[[RendererHTML, Sequence[Token], int, OptionsDict, EnvType], str]


def _container(opening: str, heading: str, closing: str) -> RenderRule:
    def render(
        self: RendererHTML, tokens: Sequence[Token], index: int, options: OptionsDict, env: EnvType
    ) -> str:
        if tokens[index].nesting < 0:
            return closing
        title = title_of(tokens[index])
        words = MARKDOWN.renderInline(title, env) if title else ""
        return f"{opening}<{heading}>{words}</{heading}>"

    return render


RENDER: Mapping[str, RenderRule] = {
    "callout": _container('<aside class="callout">', "h3", "</aside>"),
    "note": _container('<section class="note">', "h3", "</section>"),
    "way": _container("<details>", "summary", "</details>"),
}
MARKDOWN = dialect()
