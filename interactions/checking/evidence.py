"""Show the sources of a rule: citations with titles, and what other sources say."""

from __future__ import annotations

from typing import TYPE_CHECKING

from interactions.checking.report import CitedSource, OtherSource
from interactions.units import hours

if TYPE_CHECKING:
    from collections.abc import Iterable

    from interactions.knowledge.index import KnowledgeBase
    from interactions.knowledge.model import Citation, Disagreement


def cited(citations: Iterable[Citation], kb: KnowledgeBase) -> tuple[CitedSource, ...]:
    """Return citations with the titles and addresses of their sources, each once."""
    shown = []
    seen = set()
    for citation in citations:
        place = citation.source, citation.locator
        if place in seen:
            continue
        seen.add(place)
        source = kb.source(citation.source)
        url = source.url
        if url is None and source.pmid is not None:
            url = f"https://pubmed.ncbi.nlm.nih.gov/{source.pmid}/"
        shown.append(CitedSource(source.id, source.title, citation.locator, url))
    return tuple(shown)


def others(disagreement: Iterable[Disagreement]) -> tuple[OtherSource, ...]:
    """Return what other sources say, in hours, the sentence still empty."""
    return tuple(
        OtherSource(other.source, hours(other.before), hours(other.after), "")
        for other in disagreement
    )
