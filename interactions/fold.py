"""Fold names so that spellings of the same name compare equal.

Case, accents, the Turkish dotted and dotless i, punctuation and apostrophe suffixes
(``Monodoks'u``) do not count; everything else does.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

_APOSTROPHES: Final = dict.fromkeys(map(ord, "\u2019\u2018\u201b\u02bc\u0060\u00b4\u2032"), "'")
_DOTLESS_I: Final = "\u0131"
# Compiled when first used: few names have an apostrophe.
_POSSESSIVE: Final = r"(?<=\w)'s(?!\w)"
# `demir'siz` means "without iron": what it says must not be lost with the apostrophe.
_WITHOUT: Final = r"(?<=\w)'(?=s[iu]z)"
_SUFFIX: Final = r"(?<=\w)'[a-z]{1,6}(?!\w)"
_GAPS: Final = re.compile(r"[^a-z0-9%]+")
_GLUED: Final = re.compile(r"(?<![a-z0-9])(\d+)(?=[a-z])")


def letters(text: str) -> str:
    """Return `text` in plain lower-case letters, accents and the Turkish i dropped.

    Args:
        text: any text.

    Returns:
        The text with compatibility forms unified, marks dropped and case folded;
        apostrophes are made one kind, other punctuation and spacing stay.

    >>> letters("MAGNEZYUM GLİSİNAT")
    'magnezyum glisinat'
    >>> letters("Çinko ılık 100 µg")
    'cinko ilik 100 μg'
    """
    text = text.translate(_APOSTROPHES)
    if text.isascii():
        return text.lower()
    import unicodedata  # 1 ms, and most lists do without it

    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text))
    plain = "".join(mark for mark in plain if not unicodedata.combining(mark))
    return plain.replace(_DOTLESS_I, "i").casefold().translate(_APOSTROPHES)


@lru_cache(maxsize=1 << 15)
def fold(text: str) -> str:
    """Return the key under which a name is looked up.

    Args:
        text: a name as written on a box or in a list.

    Returns:
        Words of a-z and digits, one space apart, a number before letters being a word
        of its own; empty when nothing is left.

    >>> fold("St. John's wort") == fold("st johns WORT")
    True
    >>> fold("Monodoks'u"), fold("D3-Vitamini"), fold("24HR")
    ('monodoks', 'd3 vitamini', '24 hr')
    """
    words = _GAPS.sub(" ", without_suffixes(letters(text))).strip()
    return _GLUED.sub(r"\1 ", words)


def pattern(text: str) -> str:
    """Return the key of a word of labels: # stands for any number, a mark for itself.

    >>> pattern("Every # Hours"), pattern("günde # kez"), pattern("+")
    ('every # hours', 'gunde # kez', '+')
    """
    key = " ".join(filter(None, " # ".join(map(fold, text.split("#"))).split(" ")))
    return key or text


def without_suffixes(plain: str) -> str:
    """Drop what follows an apostrophe, but keep the English possessive s.

    Args:
        plain: the result of :func:`letters`.

    >>> without_suffixes("monodoks'u st john's wort")
    'monodoks st johns wort'
    >>> without_suffixes("cipro'su demir'siz")
    'cipro demirsiz'
    """
    if "'" not in plain:
        return plain
    kept = re.sub(_WITHOUT, "", re.sub(_POSSESSIVE, "s", plain))
    return re.sub(_SUFFIX, "", kept)


def storable(text: str) -> str:
    r"""Return `text` with lone surrogates escaped: no file and no JSON can hold them.

    >>> storable("caf\udce9"), storable("café")
    ('caf\\udce9', 'café')
    """
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-8", "backslashreplace").decode()
    return text
