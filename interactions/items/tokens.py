"""Split a line into pieces: words, numbers, clock times, marks."""

from __future__ import annotations

import re
from typing import Final

from msgspec import Struct

from interactions.fold import letters, without_suffixes

MAX_LENGTH: Final = 200
_UNREADABLE: Final = frozenset(("Cc", "Cf", "Cs", "Co", "Cn"))
_TOKEN: Final = re.compile(
    r"(?P<clock>(?:[01]?[0-9]|2[0-3]):[0-5][0-9](?![0-9:]))"
    r"|(?P<number>[0-9]+(?:[.,][0-9]+)*)|(?P<times>x(?=[0-9]))"
    r"|(?P<word>[^\W\d_][^\W_]*%?)|(?P<mark>[^\s\w])|(?P<other>[^\s_])"
)
_TRADE: Final = str.maketrans("", "", "™®©℠\ufe0e\ufe0f")
_LOOKALIKES: Final = str.maketrans({"×": "x", "⁄": "/", "µ": "μ"})
_PARTS: Final = {"½": "5", "¼": "25", "¾": "75"}
_PART: Final = r"([0-9]*)\s?([½¼¾])"
# "Mg 300 mg": the symbol of the element, which folding would make a milligram.
_SYMBOL: Final = r"^(\s*(?:[-*\u2022]\s*)?)Mg(?=\s)"
# What few lines need is looked for only where its mark stands, and compiled then.
_RARE: Final = (
    (".", r"\bi\.u\b\.?", "iu"),
    ("\u00b7", r"(?<=[0-9])\u00b7(?=[0-9])", "."),  # the decimal point of British labels
    ("per", r"\bper(?=\s?[0-9.]*\s?ml\b)", "/"),
    (
        "000",
        r"(?<![0-9.,])([1-9][0-9]{0,2})[ '\u202f]000(?=\s?(?:iu|ie|ui|unite|mg|mcg|\u03bcg|ug)\b)",
        r"\g<1>000",
    ),
    ("w/", r"\bw/o\b", "without "),
    ("w/", r"\bw/(?=[\s\w])", "with "),
    (".", r"(?<![0-9a-z.,])\.(?=[0-9])", "0."),
    ("q", r"\bq(?=[0-9]+\s?(?:h|hr|hrs|hour|hours|d|w|wk)\b)", "q "),
    ("*", r"(?<=[0-9])\s?\*\s?(?=[0-9])", "x"),
    ("-", r"\s-+\s", " ; "),  # a dash with spaces parts two things
    ("\u2013", r"\s\u2013+\s", " ; "),
    ("\u2014", r"\s\u2014+\s", " ; "),
    ("", r"^\s*[0-9]{1,3}[.)](?=\s)", ""),  # the number of the line in a list
)


class Token(Struct, frozen=True):
    """A piece of a line: what kind, its folded text."""

    kind: str
    text: str


def readable(text: str) -> bool:
    r"""Return whether a line can be read: not too long, no control or format characters.

    >>> readable("Cipro\t500 mg"), readable("Cipro\x1b[31m"), readable("x" * 201)
    (True, False, False)
    """
    if len(text) > MAX_LENGTH:
        return False
    if text.isascii():
        return text.replace("\t", " ").isprintable()
    import unicodedata  # 1 ms, and most lists do without it

    return not any(unicodedata.category(char) in _UNREADABLE and char != "\t" for char in text)


def tokens(text: str) -> tuple[Token, ...]:
    """Split a line into folded tokens.

    >>> [token.text for token in tokens("Magnezyum Glisinat 400mg 2x1")]
    ['magnezyum', 'glisinat', '400', 'mg', '2', 'x', '1']
    >>> [token.text for token in tokens("Cipro 1½ tb q8h")]
    ['cipro', '1.5', 'tb', 'q', '8', 'h']
    """
    if "Mg" in text:
        text = re.sub(_SYMBOL, r"\1magnesium", text)
    if not text.isascii():
        text = text.translate(_TRADE)
        text = re.sub(_PART, lambda found: f" {found[1] or 0}.{_PARTS[found[2]]} ", text)
    plain = without_suffixes(letters(text)).translate(_LOOKALIKES)
    for mark, what, written in _RARE:
        if mark in plain and (mark or plain[:1].isdigit() or plain[:1].isspace()):
            plain = re.sub(what, written, plain)
    return tuple(
        Token(match.lastgroup or "mark", match.group()) for match in _TOKEN.finditer(plain)
    )
