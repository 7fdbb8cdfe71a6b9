"""Lines of plain text: wrapped, indented, headed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

WIDEST: Final = 96
Style = "Callable[[str], str]"


class Sheet:
    """Lines of text that grow from top to bottom.

    Args:
        width: columns to wrap at.
        bold: makes a heading stand out; it gets and returns a line.
    """

    def __init__(self, width: int = 80, bold: Callable[[str], str] = str) -> None:
        self.width = min(width, WIDEST)
        self.bold = bold
        self.lines: list[str] = []

    def heading(self, text: str) -> None:
        """Begin a part with a heading."""
        self.gap()
        self.lines.append(self.bold(text))

    def gap(self) -> None:
        """Leave one empty line, never two."""
        if self.lines and self.lines[-1]:
            self.lines.append("")

    def text(self, text: str, indent: int = 2, hanging: int = 0) -> None:
        """Add a paragraph, broken between words only.

        Args:
            text: what to write.
            indent: spaces before each line.
            hanging: further spaces before every line but the first.
        """
        rest = " ".join(text.split())
        lead = " " * indent
        while len(lead) + len(rest) > self.width:
            room = self.width - len(lead)
            cut = rest.rfind(" ", 1, room + 1)
            if cut < 0:  # one long word
                cut = rest.find(" ", 1)
            if cut < 0:
                break
            self.lines.append(lead + rest[:cut])
            rest = rest[cut + 1 :]
            lead = " " * (indent + hanging)
        if rest:
            self.lines.append(lead + rest)

    def labelled(self, label: str, text: str, indent: int = 4) -> None:
        """Add `label: text`, further lines below the text."""
        if text:
            self.text(f"{label}: {text}", indent, hanging=2)

    def points(self, texts: Iterable[str], indent: int = 2) -> None:
        """Add a list, one point a paragraph."""
        for text in texts:
            self.text(f"- {text}", indent, hanging=2)

    def __str__(self) -> str:
        return "\n".join(self.lines).rstrip() + "\n"
