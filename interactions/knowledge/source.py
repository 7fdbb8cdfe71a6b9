"""Read YAML strictly, into nodes that know where they stand.

Nothing is guessed: a scalar keeps its raw text and whether it was plain, so that ``no``,
``22:30`` or ``012`` stay what the curator typed. The parser's events are walked with an
explicit stack, so that depth costs no recursion. Only this module imports yaml.
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeAlias

import yaml
from msgspec import Struct

from interactions.errors import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_BYTES: Final = 1 << 20
MAX_LINE: Final = 2_000
MAX_DEPTH: Final = 24
_QUOTED: Final = 60

_INVISIBLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\xad\u061c\u200b\u200e\u200f\u2028-\u202e"
    "\u2060-\u2069\ufeff\ud800-\udfff\ufffe\uffff]"
)
_NEWLINE = re.compile(r"\r\n|\r|\n")
_NOT_TEXT = re.compile(r"(?i)~?|null|true|false|[-+]?\.?[0-9][0-9_.,]*(e[-+]?[0-9]+)?")
_CLOSE: Final = "look for a bracket that is not closed"
_REMEDIES: Final = (
    ("mapping values are not allowed", "quote a text that has ': ' in it; check the indentation"),
    ("expected <block end>", "line it up with the keys or dashes above it"),
    ("cannot start any token", "quote a text that begins with this character"),
    ("could not find expected ':'", "write 'key: value', or quote the text"),
    ("did not find expected key", "write 'key: value', and check the indentation"),
    ("while scanning a quoted scalar", "close the quotation mark"),
    ("while parsing a flow", "close the bracket and separate with commas"),
)


class ScalarNode(Struct, frozen=True, gc=False):
    """One value, as it was typed."""

    text: str
    plain: bool
    line: int
    column: int


class SequenceNode(Struct, frozen=True):
    """A list."""

    items: list[Node]
    line: int
    column: int


class MappingNode(Struct, frozen=True):
    """Keys with their values, in the order of the file."""

    entries: dict[str, tuple[ScalarNode, Node]]
    line: int
    column: int


class RefusedNode(Struct, frozen=True, gc=False):
    """Stands where something was refused, so that it is reported once only."""

    line: int
    column: int


Node: TypeAlias = ScalarNode | SequenceNode | MappingNode | RefusedNode
_Place: TypeAlias = tuple[SequenceNode | MappingNode | None, ScalarNode | RefusedNode | None]


class Sheet(Struct):
    """The text of one file and the problems found in it."""

    file: str
    text: str
    problems: list[Problem] = []
    _lines: list[str] | None = None

    @property
    def lines(self) -> list[str]:
        """Return the lines, without their ends."""
        if self._lines is None:
            self._lines = _NEWLINE.split(self.text)
        return self._lines

    def problem(
        self, at: tuple[int, int], code: str, message: str, remedy: str = "", field: str = ""
    ) -> Problem:
        """Return a problem at a line and column, both counted from 1."""
        line, column = at
        shown = self.lines[line - 1] if line <= len(self.lines) else ""
        return Problem(self.file, line, column, code, field, message, remedy, shown)

    def report(
        self, at: tuple[int, int], code: str, message: str, remedy: str = "", field: str = ""
    ) -> None:
        """Note a problem at a line and column, both counted from 1."""
        self.problems.append(self.problem(at, code, message, remedy, field))


def quoted(text: str) -> str:
    """Return a text in quotation marks for a message, escaped and not too long."""
    short = text if len(text) <= _QUOTED else text[: _QUOTED - 1] + "…"
    return "'" + "".join(c if c.isprintable() else ascii(c)[1:-1] for c in short) + "'"


def yaml_files(directory: Path) -> tuple[Path, ...]:
    """Return the ``*.yaml`` files below a directory, in the order of their paths.

    Linked directories are not entered; hidden files and directories are passed over.

    Raises:
        OSError: the directory or one below it cannot be listed.
    """
    return tuple(path for path in _visible_files(directory) if path.suffix == ".yaml")


def stray_files(directory: Path) -> tuple[Path, ...]:
    """Return what looks like a data file but would be passed over silently.

    Raises:
        OSError: the directory or one below it cannot be listed.
    """
    return tuple(
        path
        for path in _visible_files(directory)
        if path.suffix != ".yaml" and (path.suffix.lower() in {".yaml", ".yml"} or path.is_dir())
    )


def _visible_files(directory: Path) -> list[Path]:
    """List files and linked directories below a directory, hidden ones aside."""
    found: list[Path] = []
    for parent, folders, files in os.walk(directory, onerror=_fail):
        folders[:] = [name for name in folders if not name.startswith(".")]
        links = [name for name in folders if (Path(parent) / name).is_symlink()]
        found += [Path(parent, name) for name in files + links if not name.startswith(".")]
    return sorted(found, key=lambda path: path.parts)


def _fail(error: OSError) -> None:
    raise error


def read(source: Path | str, file: str) -> tuple[Node | None, Sheet]:
    """Read one YAML document.

    Args:
        source: the path of a file, or the text itself.
        file: the name under which problems are reported.

    Returns:
        The root node, or None where the file cannot be read, and the sheet with all
        problems that were found.
    """
    sheet = Sheet(file, "" if isinstance(source, Path) else source)
    if isinstance(source, Path):
        text = _text(source, sheet)
        if text is None:
            return None, sheet
        sheet.text = text
    if not _is_plain_text(sheet):
        return None, sheet
    return _Builder(sheet).build(), sheet


def _text(path: Path, sheet: Sheet) -> str | None:
    """Return the text of a file, or note why there is none."""
    try:
        with path.open("rb") as stream:
            data = stream.read(MAX_BYTES + 1)
    except OSError as error:
        sheet.report((1, 1), "KB101", f"cannot be read: {error.strerror}")
        return None
    if len(data) > MAX_BYTES:
        sheet.report((1, 1), "KB102", f"larger than {MAX_BYTES >> 20} MiB", "split the file")
        return None
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8-sig", "replace")
        start = _NEWLINE.split(before)
        sheet.text = data.decode("utf-8-sig", "replace")
        at = (len(start), len(start[-1]) + 1)
        sheet.report(at, "KB103", "not UTF-8 text", "save the file as UTF-8")
        return None


def _is_plain_text(sheet: Sheet) -> bool:
    """Check size, line lengths and characters before anything is parsed."""
    if len(sheet.text) > MAX_BYTES:
        sheet.report((1, 1), "KB102", f"larger than {MAX_BYTES >> 20} MiB", "split the file")
        return False
    if "\t" in sheet.text or _INVISIBLE.search(sheet.text):
        for number, line in enumerate(sheet.lines, 1):
            if "\t" in line:
                at = (number, line.index("\t") + 1)
                sheet.report(at, "KB105", "a tab (shown as →)", "write spaces")
            if found := _INVISIBLE.search(line):
                what = f"the control or invisible character U+{ord(found[0]):04X}"
                sheet.report((number, found.start() + 1), "KB104", what, "delete it")
    for number, line in enumerate(sheet.lines, 1):
        if len(line) > MAX_LINE:
            what = f"longer than {MAX_LINE} characters"
            sheet.report((number, MAX_LINE + 1), "KB106", what, "break the line")
    return not sheet.problems


class _StopReading(Exception):  # noqa: N818 - a signal, never seen outside
    """Nothing further in this file can be understood."""


class _Builder:
    """Turns the parser's events into one tree of nodes."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet
        self.root: Node | None = None
        self.documents = 0
        self.here: SequenceNode | MappingNode | None = None
        self.key: ScalarNode | RefusedNode | None = None
        self.outer: list[_Place] = []

    def build(self) -> Node | None:
        """Return the root node, or None where there is none."""
        try:
            self._walk()
        except _StopReading:
            return None
        except yaml.YAMLError as error:
            self._syntax(error)
            return None
        root = self.root
        if root is None or (type(root) is ScalarNode and root.plain and not root.text):
            self.sheet.report((1, 1), "KB109", "nothing in the file", "delete it, or write records")
            return None
        return root

    def _walk(self) -> None:
        """Feed every event to the tree."""
        for event in _events(self.sheet.text):
            kind = type(event)
            if kind is yaml.ScalarEvent:
                if event.anchor or event.tag:
                    self._decorated(event)
                mark = event.start_mark
                self._place(
                    ScalarNode(event.value, not event.style, mark.line + 1, mark.column + 1)
                )
            elif kind is yaml.MappingStartEvent:
                self._enter(event, MappingNode({}, *_at(event)))
            elif kind is yaml.SequenceStartEvent:
                self._enter(event, SequenceNode([], *_at(event)))
            elif kind is yaml.MappingEndEvent or kind is yaml.SequenceEndEvent:
                node = self.here
                self.here, self.key = self.outer.pop()
                if node is not None:
                    self._place(node)
            elif kind is yaml.AliasEvent:
                what = f"the alias {quoted('*' + event.anchor)}"
                self.sheet.report(_at(event), "KB111", what, "write the value out")
                self._place(RefusedNode(*_at(event)))
            elif kind is yaml.DocumentStartEvent:
                self._document(event)

    def _document(self, event: Any) -> None:
        """Refuse a second document."""
        self.documents += 1
        if self.documents > 1:
            what = "a second document begins here"
            self.sheet.report(_at(event), "KB110", what, "make it a file of its own")
            raise _StopReading

    def _decorated(self, event: Any) -> None:
        """Refuse an anchor or a tag; the value itself is kept."""
        if event.anchor:
            what = f"the anchor {quoted('&' + event.anchor)}"
            self.sheet.report(_at(event), "KB111", what, "write the value out where it is used")
        if event.tag:
            self.sheet.report(_at(event), "KB112", f"the tag {quoted(event.tag)}", "delete the tag")

    def _enter(self, event: Any, node: SequenceNode | MappingNode) -> None:
        """Go into a list or mapping."""
        if event.anchor or event.tag:
            self._decorated(event)
        self.outer.append((self.here, self.key))
        self.here, self.key = node, None
        if len(self.outer) > MAX_DEPTH:
            what = f"nested deeper than {MAX_DEPTH} levels"
            self.sheet.report(_at(event), "KB107", what, _CLOSE)
            raise _StopReading

    def _place(self, node: Node) -> None:
        """Put a finished node where it belongs: item, key, value or root."""
        here = self.here
        if type(here) is SequenceNode:
            here.items.append(node)
        elif type(here) is not MappingNode:
            self.root = node
        elif self.key is None:
            self.key = self._checked_key(here, node)
        else:
            if type(self.key) is ScalarNode:
                here.entries[self.key.text] = (self.key, node)
            self.key = None

    def _checked_key(self, here: MappingNode, node: Node) -> ScalarNode | RefusedNode:
        """Return the key, or a stand-in where it is refused."""
        at = (node.line, node.column)
        if type(node) is not ScalarNode:
            if type(node) is not RefusedNode:
                self.sheet.report(at, "KB115", "a list or mapping as key", "write a word")
        elif node.plain and node.text == "<<":
            self.sheet.report(at, "KB113", "the merge key '<<'", "write the keys out")
        elif node.plain and _NOT_TEXT.fullmatch(node.text):
            what = f"the key {quoted(node.text)} is not text"
            remedy = f'write "{node.text}"' if node.text.strip("~") else "write a word"
            self.sheet.report(at, "KB115", what, remedy)
        elif node.text in here.entries:
            first = here.entries[node.text][0].line
            what = f"{quoted(node.text)} stands twice; first in line {first}"
            self.sheet.report(at, "KB114", what, "keep one of the two")
        else:
            return node
        return RefusedNode(*at)

    def _syntax(self, error: yaml.YAMLError) -> None:
        """Turn the parser's complaint into a problem."""
        words = [getattr(error, name, None) for name in ("context", "problem")]
        what = ", ".join(word for word in words if word) or "not valid YAML"
        marks = [getattr(error, name, None) for name in ("problem_mark", "context_mark")]
        if "quoted scalar" in what:
            marks.reverse()  # where the quotation began, not where the file ended
        mark = next(filter(None, marks), None)
        at = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        if "maximum nesting depth" in what:
            what = f"nested deeper than {MAX_DEPTH} levels"
            self.sheet.report(at, "KB107", what, _CLOSE)
            return
        remedy = next((text for sign, text in _REMEDIES if sign in what), "")
        self.sheet.report(at, "KB108", what, remedy)


def _at(event: Any) -> tuple[int, int]:
    """Return line and column of an event, counted from 1."""
    mark = event.start_mark
    return mark.line + 1, mark.column + 1


def _events(text: str) -> Iterator[Any]:
    """Yield the parser's events, by libyaml where it is there."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)(text)
    try:
        while loader.check_event():
            yield loader.get_event()
    finally:
        loader.dispose()
