"""All records of a knowledge base, merged and found by their ids."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from msgspec import Struct

from interactions.errors import Problem
from interactions.knowledge.decode import FieldPath, Locations, decode
from interactions.knowledge.model import (
    Condition,
    Contraindication,
    Document,
    DoseRule,
    DrugClass,
    Edition,
    Interaction,
    Product,
    Regimen,
    Source,
    Substance,
    Word,
)
from interactions.knowledge.source import read, stray_files, yaml_files
from interactions.knowledge.spelt_out import with_forms, with_kinds
from interactions.knowledge.vocabulary import Lang

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

KEYED: Final = (
    "sources",
    "classes",
    "substances",
    "products",
    "conditions",
    "interactions",
    "contraindications",
    "doses",
    "regimens",
)


class Part(Struct, frozen=True):
    """The records of one file.

    Without ``locations`` (a document out of a cache) the file is read again when a
    problem has to say where it stands.
    """

    path: Path
    file: str
    document: Document
    locations: Locations | None = None

    def problem(self, path: FieldPath, code: str, message: str, remedy: str = "") -> Problem:
        """Return a problem that stands at a field of this file."""
        locations = self.locations or decode_file(self.path, self.file)[1]
        return locations.problem(path, code, message, remedy)


class Library(Struct, frozen=True):
    """Every record of a knowledge base.

    The mappings keep the order of the files; of records with the same id the first
    stands. ``places`` says in which part, and where in its section, a record stands.
    ``mentioned`` holds the ids of files with broken records, which must not be reported
    as unknown as well; ``complete`` is false where there are such files.
    """

    parts: tuple[Part, ...]
    edition: Edition | None
    sources: Mapping[str, Source]
    classes: Mapping[str, DrugClass]
    substances: Mapping[str, Substance]
    products: Mapping[str, Product]
    conditions: Mapping[str, Condition]
    interactions: Mapping[str, Interaction]
    contraindications: Mapping[str, Contraindication]
    doses: Mapping[str, DoseRule]
    regimens: Mapping[str, Regimen]
    words: tuple[Word, ...]
    messages: Mapping[Lang, Mapping[str, str]]
    places: Mapping[tuple[str, str], tuple[Part, int]]
    mentioned: frozenset[str] = frozenset()
    complete: bool = True

    def problem(
        self, record: tuple[str, str], path: FieldPath, code: str, message: str, remedy: str = ""
    ) -> Problem:
        """Return a problem that stands at a field of a record.

        Args:
            record: its section and id, for example ``("sources", "pmid-2598571")``.
            path: the field below the record, for example ``("separation", "before")``.
            code: one of :data:`interactions.knowledge.codes.CODES`.
            message: what is wrong.
            remedy: what to write instead.
        """
        part, index = self.places[record]
        return part.problem((record[0], index, *path), code, message, remedy)


def decode_file(
    path: Path, file: str | None = None
) -> tuple[Document, Locations, tuple[Problem, ...]]:
    """Read and decode one file.

    Args:
        path: the file.
        file: the name under which problems are reported; the path if left out.

    Returns:
        The document without its broken records, where its fields stand, and what is
        wrong in it.
    """
    root, sheet = read(path, file or path.as_posix())
    document, locations = decode(root, sheet, Document)
    return document, locations, tuple(sheet.problems)


def read_library(
    directory: Path, known: Mapping[str, Document] | None = None
) -> tuple[Library, tuple[Problem, ...]]:
    """Read every ``*.yaml`` file below a directory.

    Args:
        directory: the root of the knowledge base.
        known: documents that need no reading, by their path relative to the root; they
            had no problem when they were read.

    Returns:
        The library of all records that are whole, and every problem of the files.
        References between records are not looked at; see
        :func:`interactions.knowledge.lint.lint`.
    """
    try:
        files, strays = yaml_files(directory), stray_files(directory)
    except OSError as error:
        what = f"cannot be read: {error.strerror}"
        return merge((), complete=False), (Problem(directory.as_posix(), 1, 1, "KB101", "", what),)
    problems = [
        Problem(path.as_posix(), 1, 1, "KB116", "", "would be passed over", "name it *.yaml")
        for path in strays
    ]
    if not files:
        what = "no *.yaml file in the directory"
        problems.append(Problem(directory.as_posix(), 1, 1, "KB101", "", what))
    parts, mentioned = [], frozenset[str]()
    for path in files:
        kept = (known or {}).get(path.relative_to(directory).as_posix())
        if kept is not None:
            parts.append(Part(path, path.as_posix(), kept))
            continue
        document, locations, found = decode_file(path)
        parts.append(Part(path, path.as_posix(), document, locations))
        problems += found
        if found:
            mentioned |= locations.ids()
    return merge(parts, mentioned, complete=not problems), tuple(problems)


def merge(
    parts: Iterable[Part], mentioned: frozenset[str] = frozenset(), *, complete: bool = True
) -> Library:
    """Merge the records of several files into one library.

    Args:
        parts: the decoded files, in their order.
        mentioned: ids of records that could not be decoded.
        complete: whether every file could be read without a problem.
    """
    parts = tuple(parts)
    sections: dict[str, dict[str, Any]] = {name: {} for name in KEYED}
    places: dict[tuple[str, str], tuple[Part, int]] = {}
    messages: dict[Lang, dict[str, str]] = {}
    for part in parts:
        for name, records in sections.items():
            for index, record in enumerate(getattr(part.document, name)):
                if record.id not in records:
                    records[record.id] = record
                    places[name, record.id] = (part, index)
        for lang, texts in part.document.messages.items():
            known = messages.setdefault(lang, {})
            known.update((key, text) for key, text in texts.items() if key not in known)
    classes = sections["classes"]
    sections["substances"] = with_kinds(sections["substances"], classes)
    sections["interactions"] = with_forms(sections["interactions"], sections["substances"], classes)
    editions = (part.document.edition for part in parts)
    return Library(
        parts=parts,
        edition=next((edition for edition in editions if edition), None),
        words=tuple(word for part in parts for word in part.document.words),
        messages=messages,
        places=places,
        mentioned=mentioned,
        complete=complete,
        **sections,
    )


__all__ = ["KEYED", "Library", "Part", "decode_file", "merge", "read_library"]
