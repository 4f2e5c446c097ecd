"""Markdown as text that Qt can lay out: never HTML of its own, never a picture, links with where they really lead.

Imports what reads Markdown, which takes a while: only what shows some imports this.
"""

import html
import re
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from types import MappingProxyType

from markdown_it import MarkdownIt
from markdown_it.token import Token

from app.ui.theme import tokens
from app.ui.theme.look import Look
from app.ui.widgets.links import host, may_be_linked

TURNED = re.compile("[\u202a-\u202e\u2066-\u2069]")
"""Characters that turn the reading direction around, so that a name or an address reads as another."""
PLAIN: Mapping[str, str] = MappingProxyType({
    "softbreak": " ", "hardbreak": "<br>", "em_open": "<i>", "em_close": "</i>", "strong_open": "<b>",
    "strong_close": "</b>", "s_open": "<s>", "s_close": "</s>", "blockquote_open": "<blockquote>",
    "blockquote_close": "</blockquote>", "bullet_list_open": "<ul>", "bullet_list_close": "</ul>",
    "ordered_list_close": "</ol>", "list_item_open": "<li>", "list_item_close": "</li>", "hr": "<hr>",
    "table_open": '<table class="rows" cellspacing="0">', "table_close": "</table>", "tr_open": "<tr>",
    "tr_close": "</tr>", "th_close": "</th>", "td_close": "</td>",
})  # fmt: skip
"""Tokens that are one tag, whatever they hold."""


def to_html(text: str, look: Look) -> str:
    """The part of HTML that a QTextDocument knows, in the look in force."""
    return _styled("".join(_block(token) for token in _reader().parse(TURNED.sub("", text))), look)


def plain_to_html(text: str, look: Look) -> str:
    """Text as it was typed, with its lines and spaces."""
    return _styled(f'<p class="typed">{html.escape(TURNED.sub("", text))}</p>', look)


@cache
def _reader() -> MarkdownIt:
    made = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])
    made.disable(["html_block", "html_inline"])
    made.validateLink = may_be_linked  # type: ignore[assignment]
    return made


def _block(token: Token) -> str:
    if token.type == "inline":
        return _line(token.children or ())
    made = MADE.get(token.type)
    return made(token) if made else PLAIN.get(token.type, "")


def _line(parts: Sequence[Token]) -> str:
    """Text, with what a link leads to behind it."""
    made: list[str] = []
    target, begun = "", 0
    for part in parts:
        if part.type == "link_open":
            target, begun = str(part.attrs.get("href", "")), len(made) + 1
        made.append(_inline(part))
        if part.type == "link_close":
            made.append(_where(target, _words("".join(made[begun:]))))
    return "".join(made)


def _inline(part: Token) -> str:
    if part.type == "text":
        return html.escape(part.content)
    if part.type == "code_inline":
        return f"<code>{html.escape(part.content)}</code>"
    if part.type == "image":
        return _picture(part)
    if part.type == "link_open":
        return f'<a href="{html.escape(str(part.attrs.get("href", "")))}">'
    return "</a>" if part.type == "link_close" else PLAIN.get(part.type, "")


def _picture(part: Token) -> str:
    """Never loaded: what it is said to show, and where it would have come from."""
    source, words = host(str(part.attrs.get("src", ""))), html.escape(part.content or "a picture")
    return f'<i>{words}</i> <span class="aside">(picture: {html.escape(source)})</span>'


def _where(target: str, shown: str) -> str:
    """Nothing, where the words of the link are its address, or lead to a record here."""
    bare = re.sub(r"^(https?://|mailto:)", "", target, flags=re.IGNORECASE).rstrip("/")
    if target.startswith("record:") or shown.rstrip("/") in (target.rstrip("/"), bare):
        return ""
    return f' <span class="aside">({html.escape(host(target))})</span>'


def _words(made: str) -> str:
    return html.unescape(re.sub("<[^>]*>", "", made))


def _paragraph(token: Token) -> str:
    return "" if token.hidden else "<p>" if token.nesting > 0 else "</p>"


def _heading(token: Token) -> str:
    """Two sizes are enough in a narrow column. A paragraph, because Qt gives headings sizes of its own."""
    kind = "over" if token.tag in ("h1", "h2") else "head"
    return f'<p class="{kind}">' if token.nesting > 0 else "</p>"


def _code(token: Token) -> str:
    """In a box: a table of one cell."""
    text = html.escape(token.content.rstrip("\n"))
    return f'<table class="code" width="100%" cellspacing="0"><tr><td><pre>{text}</pre></td></tr></table>'


def _numbered(token: Token) -> str:
    return f'<ol start="{int(token.attrs.get("start") or 1)}">'


def _cell(token: Token) -> str:
    """On the side the writer of the table wanted."""
    style = str(token.attrs.get("style") or "")
    side = next((side for side in ("right", "center") if side in style), "left")
    return f'<{token.tag} align="{side}">'


MADE: Mapping[str, Callable[[Token], str]] = MappingProxyType({
    "paragraph_open": _paragraph, "paragraph_close": _paragraph, "heading_open": _heading, "heading_close": _heading,
    "fence": _code, "code_block": _code, "ordered_list_open": _numbered, "th_open": _cell, "td_open": _cell,
})  # fmt: skip


def _styled(body: str, look: Look) -> str:
    c, px = look.palette, look.px
    gap, small = px(tokens.S2), px(tokens.S1)
    return f"""<style>
    p, ul, ol, pre, blockquote {{ margin: 0 0 {gap}px 0; }}
    li {{ margin: 0 0 {small}px 0; }}
    p.typed {{ white-space: pre-wrap; }}
    p.over {{ font-size: {px(tokens.TITLE)}px; font-weight: {tokens.SEMIBOLD}; margin: {small}px 0 {gap}px 0; }}
    p.head {{ font-weight: {tokens.SEMIBOLD}; margin: {small}px 0 {small}px 0; }}
    blockquote {{ color: {c.muted}; margin: 0 {gap}px {gap}px {px(tokens.S3)}px; }}
    code, pre {{ font-family: monospace; font-size: {px(tokens.META)}px; }}
    code {{ background-color: {c.hover}; }}
    pre {{ white-space: pre-wrap; margin: 0; }}
    table.code {{ background-color: {c.hover}; margin: {small}px 0 {gap}px 0; }}
    table.code td {{ padding: {gap}px; }}
    table.rows {{ border-collapse: collapse; margin: {small}px 0 {gap}px 0; }}
    table.rows td, table.rows th {{ padding: {small}px {gap}px {small}px {gap}px; border-style: none;
        border-bottom: {tokens.HAIRLINE}px solid {c.line}; }}
    table.rows th {{ font-weight: {tokens.SEMIBOLD}; color: {c.muted}; }}
    a {{ color: {c.accent}; }}
    .aside {{ color: {c.muted}; font-size: {px(tokens.META)}px; }}
    </style>{body}"""
