"""Decode nodes into the records of the model, driven by the model's own types.

Every type becomes a reader once; the readers are kept. All mistakes of a document are
collected in one go, and their places are only worked out when there are any.
"""

from __future__ import annotations

import re
from difflib import get_close_matches
from functools import cache
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar

from msgspec import Struct, inspect

from interactions.knowledge.source import (
    MappingNode,
    Node,
    ScalarNode,
    SequenceNode,
    Sheet,
    quoted,
)
from interactions.knowledge.values import (
    FAILED,
    NULLS,
    Limits,
    Run,
    amount_reader,
    nearest,
    not_a_word,
    number_reader,
    optional_reader,
    read_bool,
    read_date,
    text_reader,
    word_reader,
)
from interactions.knowledge.vocabulary import ID_PATTERN

if TYPE_CHECKING:
    from collections.abc import Iterator

    from interactions.errors import Problem
    from interactions.knowledge.values import Reader, Refusal

T = TypeVar("T", bound=Struct)
FieldPath: TypeAlias = tuple[str | int, ...]
_ID = re.compile(r"\bid: *[\"']?([a-z0-9-]+)")
_RECORD = re.compile(r"^[a-z]+\[\d+\]\.(?=.)")


class Locations:
    """Finds the line and column of any field of the records of one file."""

    def __init__(self, sheet: Sheet, root: Node | None, kept: dict[str, list[int]]) -> None:
        self.sheet = sheet
        self._root = root
        self._kept = kept

    @property
    def file(self) -> str:
        """Return the name of the file."""
        return self.sheet.file

    def at(self, path: FieldPath) -> tuple[int, int]:
        """Return line and column of a field, counted from 1.

        Args:
            path: keys and indexes from the document down, for example
                ``("interactions", 3, "separation", "before")``; a number counts the
                records that could be decoded. Where a key was left out, its nearest
                parent is meant.
        """
        node, at = self._root, (1, 1)
        for depth, step in enumerate(path):
            if node is None:
                break
            at = (node.line, node.column)
            node = _child(node, self._written(str(path[0]), step) if depth == 1 else step)
        return (node.line, node.column) if node else at

    def _written(self, section: str, step: str | int) -> str | int:
        """Return the index at which a record of a section was written."""
        kept = self._kept.get(section, [])
        return kept[step] if isinstance(step, int) and step < len(kept) else step

    def problem(self, path: FieldPath, code: str, message: str, remedy: str = "") -> Problem:
        """Return a problem that stands at a field."""
        return self.sheet.problem(self.at(path), code, message, remedy, field_name(path))

    def ids(self) -> frozenset[str]:
        """Return every id that the file mentions, of broken records too."""
        if self._root is None:
            return frozenset(_ID.findall(self.sheet.text))
        values = (_child(node, "id") for node, _ in _walk(self._root))
        return frozenset(node.text for node in values if isinstance(node, ScalarNode))


def _child(node: Node, step: str | int) -> Node | None:
    if isinstance(node, MappingNode) and step in node.entries:
        return node.entries[str(step)][1]
    if isinstance(node, SequenceNode) and isinstance(step, int) and step < len(node.items):
        return node.items[step]
    return None


def field_name(path: FieldPath) -> str:
    """Return a path as curators read it, inside its record."""
    text = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path)
    return _RECORD.sub("", text.lstrip("."))


def _walk(root: Node | None) -> Iterator[tuple[Node, FieldPath]]:
    """Yield every node and key with its path."""
    waiting: list[tuple[Node, FieldPath]] = [(root, ())] if root else []
    while waiting:
        node, path = waiting.pop()
        yield node, path
        if isinstance(node, MappingNode):
            for name, (key, value) in node.entries.items():
                yield key, (*path, name)
                waiting.append((value, (*path, name)))
        elif isinstance(node, SequenceNode):
            waiting.extend((item, (*path, index)) for index, item in enumerate(node.items))


def decode(root: Node | None, sheet: Sheet, kind: type[T]) -> tuple[T, Locations]:
    """Decode a whole document, keeping every record that is whole.

    Args:
        root: the node of :func:`interactions.knowledge.source.read`.
        sheet: the sheet of the same file; problems are added to it.
        kind: the model of the document.

    Returns:
        The document without its broken records, and where its fields stand.
    """
    run, kept = Run(), dict[str, list[int]]()
    values: dict[str, Any] = {}
    if isinstance(root, MappingNode):
        readers = _struct_readers(kind)
        for name, (key, node) in root.entries.items():
            reader = readers.get(name)
            if reader is None:
                _unknown_key(key, run, tuple(readers))
            elif isinstance(node, SequenceNode) and name in _sections(kind):
                values[name], kept[name] = _section(node, run, _sections(kind)[name])
            elif (value := reader(node, run)) is not FAILED:
                values[name] = value
    elif root is not None:
        run.wrong_kind(root, "a mapping of sections", "begin with a section such as 'substances:'")
    _report(run.refusals, root, sheet)
    return kind(**values), Locations(sheet, root, kept)


def _section(node: SequenceNode, run: Run, reader: Reader) -> tuple[tuple[Any, ...], list[int]]:
    """Decode the records of one section and say which could be kept."""
    values = [reader(item, run) for item in node.items]
    kept = [index for index, value in enumerate(values) if value is not FAILED]
    return tuple(values[index] for index in kept), kept


def _report(refusals: list[Refusal], root: Node | None, sheet: Sheet) -> None:
    """Turn refusals into problems, with the path of each."""
    if not refusals:
        return
    wanted = {id(refusal.node) for refusal in refusals}
    paths = {id(node): path for node, path in _walk(root) if id(node) in wanted}
    for node, key, code, message, remedy in sorted(refusals, key=_place):
        path = paths.get(id(node), ())
        field = field_name((*path, key) if key else path)
        sheet.report((node.line, node.column), code, message, remedy, field)


def _place(refusal: Refusal) -> tuple[int, int, str, str]:
    return refusal.node.line, refusal.node.column, refusal.code, refusal.key


@cache
def _struct_readers(kind: type[Struct]) -> dict[str, Reader]:
    info = inspect.type_info(kind)
    return {field.encode_name: _reader(field.type) for field in _fields(info)}


@cache
def _sections(kind: type[Struct]) -> dict[str, Reader]:
    """Return the readers of the records of every list section of a document."""
    fields = _fields(inspect.type_info(kind))
    lists = ((field.encode_name, field.type) for field in fields)
    return {name: _reader(t.item_type) for name, t in lists if isinstance(t, inspect.VarTupleType)}


def _fields(info: inspect.Type) -> tuple[inspect.Field, ...]:
    if not isinstance(info, inspect.StructType):
        raise TypeError(info)
    return info.fields


def _reader(info: inspect.Type, kind: str = "") -> Reader:
    """Return the reader of a type of the model.

    Raises:
        TypeError: the model uses a type that no reader is written for.
    """
    if isinstance(info, inspect.Metadata):
        return _reader(info.type, (info.extra or {}).get("kind", ""))
    if isinstance(info, inspect.UnionType):
        inner = [part for part in info.types if not isinstance(part, inspect.NoneType)]
        if len(inner) == 1:
            return optional_reader(_reader(inner[0]))
    elif isinstance(info, inspect.VarTupleType):
        return _list_reader(_reader(info.item_type))
    elif isinstance(info, inspect.DictType):
        return _dict_reader(info.key_type, _reader(info.value_type))
    elif isinstance(info, inspect.StructType):
        return _struct_reader(info)
    return _value_reader(info, kind)


def _value_reader(info: inspect.Type, kind: str) -> Reader:
    """Return the reader of a single value."""
    if isinstance(info, inspect.StrType):
        pattern = ID_PATTERN if kind == "id" else info.pattern
        return text_reader(pattern, info.max_length, kind)
    if isinstance(info, inspect.IntType | inspect.FloatType):
        limits = Limits(info.gt, info.ge, info.lt, info.le)
        if kind:
            return amount_reader(kind, limits)
        return number_reader(limits, whole=isinstance(info, inspect.IntType))
    if isinstance(info, inspect.LiteralType):
        return word_reader(tuple(map(str, info.values)))
    if isinstance(info, inspect.BoolType):
        return read_bool
    if isinstance(info, inspect.DateType):
        return read_date
    raise TypeError(info)


def _list_reader(item: Reader) -> Reader:
    def read(node: Node, run: Run) -> Any:
        if type(node) is not SequenceNode:
            remedy = "begin each element with '- '"
            if isinstance(node, ScalarNode):
                empty = node.plain and node.text in NULLS
                shown = node.text if node.plain else f'"{node.text}"'
                remedy = "write [] or leave the key out" if empty else f"write [{shown}]"
            return run.wrong_kind(node, "a list", remedy)
        values = tuple([item(child, run) for child in node.items])
        return FAILED if FAILED in values else values

    return read


def _dict_reader(key_type: inspect.Type, value: Reader) -> Reader:
    words = key_type.values if isinstance(key_type, inspect.LiteralType) else ()
    keys = tuple(map(str, words))

    def read(node: Node, run: Run) -> Any:
        if type(node) is not MappingNode:
            return run.wrong_kind(node, "a mapping", "write 'key: value' lines")
        values = {name: value(child, run) for name, (_, child) in node.entries.items()}
        strange = [key for name, (key, _) in node.entries.items() if keys and name not in keys]
        for key in strange:
            not_a_word(key, run, keys)
        return FAILED if strange or FAILED in values.values() else values

    return read


def _struct_reader(info: inspect.StructType) -> Reader:
    cls = info.cls
    names = tuple(field.encode_name for field in info.fields)
    required = frozenset(field.encode_name for field in info.fields if field.required)
    readers = {field.encode_name: _reader(field.type) for field in info.fields}
    wanted = f"a mapping with {', '.join(names[:3])}"

    def read(node: Node, run: Run) -> Any:
        if type(node) is not MappingNode:
            return run.wrong_kind(node, wanted, f"write '{names[0]}: …' on lines of its own")
        values = {}
        for name, (key, child) in node.entries.items():
            reader = readers.get(name)
            values[name] = _unknown_key(key, run, names) if reader is None else reader(child, run)
        if not required <= values.keys():
            for name in names:
                if name in required and name not in values:
                    remedy = f"add '{name}: …'"
                    run.refuse(node, "KB203", "this required key is missing", remedy, name)
            return FAILED
        return FAILED if FAILED in values.values() else cls(**values)

    return read


def _unknown_key(key: ScalarNode, run: Run, names: tuple[str, ...]) -> Any:
    """Refuse a key, and name the one that was probably meant."""
    ordered = nearest(key.text, names)
    what = f"{quoted(key.text)} is not a key here; known: {', '.join(ordered)}"
    close = get_close_matches(key.text.lower(), names, n=1)
    remedy = f"write {close[0]}" if close else "delete it"
    return run.refuse(key, "KB202", what, remedy)
