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
# A dash with spaces parts two things; one without stands inside a name.
_SPACED_DASH: Final = re.compile(r"\s[-\u2013\u2014]+\s")
_SHORT: Final = re.compile(r"\bi\.u\b\.?|\bw/o\b|\bw/(?=[\s\w])")
_EVERY: Final = re.compile(r"\bq(?=[0-9])")
_NO_ZERO: Final = re.compile(r"(?<![0-9a-z.,])\.(?=[0-9])")
_TRADE: Final = str.maketrans("", "", "™®©℠\ufe0e\ufe0f")
_STAR: Final = re.compile(r"(?<=[0-9])\s?\*\s?(?=[0-9])")
_LOOKALIKES: Final = str.maketrans({"×": "x", "⁄": "/", "µ": "μ"})
_PARTS: Final = {"½": "5", "¼": "25", "¾": "75"}
_PART: Final = re.compile(r"([0-9]*)\s?([½¼¾])")
# "Mg 300 mg": the symbol of the element, which folding would make a milligram.
_SYMBOL: Final = re.compile(r"^(\s*(?:[-*\u2022]\s*)?)Mg(?=\s)")
_LIST_NUMBER: Final = re.compile(r"\s*[0-9]{1,3}[.)](?=\s)")


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
        text = _SYMBOL.sub(r"\1magnesium", text)
    if not text.isascii():
        text = text.translate(_TRADE)
        text = _PART.sub(lambda found: f" {found[1] or 0}.{_PARTS[found[2]]} ", text)
    plain = without_suffixes(letters(text)).translate(_LOOKALIKES)
    plain = _SHORT.sub(_written_out, plain)
    plain = _NO_ZERO.sub("0.", plain)
    plain = _STAR.sub("x", _EVERY.sub("q ", plain))
    plain = _SPACED_DASH.sub(" ; ", plain)
    start = _LIST_NUMBER.match(plain)
    plain = plain[start.end() :] if start else plain
    return tuple(
        Token(match.lastgroup or "mark", match.group()) for match in _TOKEN.finditer(plain)
    )


def _written_out(found: re.Match[str]) -> str:
    """Write `i.u.`, `w/o` and `w/` out."""
    short = found[0]
    return "iu" if short[0] == "i" else "without " if short[-1] == "o" else "with "
