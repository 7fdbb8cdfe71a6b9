"""Results are the JSON that the design promises, and their schemas say so."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, Final

import msgspec
import pytest
from jsonschema import Draft202012Validator
from msgspec.structs import replace

from interactions.api import check, dose, explain, lookup, resolve
from interactions.checking.patient import Patient
from interactions.errors import (
    InputError,
    InteractionsError,
    KnowledgeError,
    NotFoundError,
    Problem,
)
from interactions.failure import failure
from interactions.knowledge.model import (
    Band,
    Content,
    Disagreement,
    EffectSize,
    Limit,
    Product,
    Section,
    UsualDose,
)
from interactions.schemas import RESULTS, result_schema, schema_file, schema_text
from tests.knowledge_maker import CITED, caution, group, knowledge, rule, state, text, thing

if TYPE_CHECKING:
    from interactions.checking.report import Result

KB: Final = knowledge(
    group("floxins"),
    group("metals"),
    thing("alpha", "floxins", routes=("oral", "injection"), brands={"us": ("Alphabrand",)}),
    thing("beta", "floxins", reviewed=None),
    thing(
        "iron",
        "metals",
        kind="mineral",
        forms=("iron-oxide",),
        usual_dose=UsualDose(low=10.0, high=0.5 * 90, sources=CITED),
        limits=(Limit(authority="us", group="adult", amount=45.0, scope="total", from_age=19),),
        monograph=(Section(section="timing", points=(text("in the morning"),), sources=CITED),),
    ),
    thing("zinc", "metals", kind="mineral"),
    Product(
        id="tonic",
        name=text("tonic"),
        contains=(
            Content(substance="iron", amount=14.0, elemental=True),
            Content(substance="zinc"),
        ),
    ),
    state("renal-impairment", measure="egfr", applies=Band(below=90)),
    rule(
        "bind",
        "floxins",
        "metals",
        before=2,
        after=0.5,
        mechanism="chelation",
        effect_size=(EffectSize(measure="auc", change="-90 %", note=text("in one study")),),
        disagreement=(Disagreement(source="study", text=text("less"), before=60, after=120),),
    ),
    rule("fine", "alpha", "zinc", flag="none", topic="metabolic"),
    rule("draft", "beta", "zinc", topic="laboratory", flag="inform", checked=None, sources=()),
    caution("kidneys", "iron", "renal-impairment", flag="hold", band=Band(below=30)),
)
LINES: Final = (
    "alpha 500 mg 2x1", "iron 50 mg daily", "", "zinc 2,5 mg", "tonic", "beta injection",
    "metals", "alfa", "alpha forte",
)  # fmt: skip

# What design.md, section 6, promises, key by key …
PROMISED: Final[dict[str, frozenset[str]]] = {
    name: frozenset(re.findall(r"\w+", keys))
    for name, keys in {
        "report": "schema knowledge_base items findings nothing_to_do not_checked"
        " conditions_not_checked summary",
        "knowledge_base": "version hash",
        "item": "index input status substances doses_per_day route self_chosen assumed suggestions",
        "substance": "id name form amount_mg elemental_mg",
        "suggestion": "id name reason",
        "finding": "id kind topic flag severity evidence draft items object precipitant condition"
        " separation mechanism effect text path sources disagreement overridden",
        "separation": "before_h after_h",
        "source": "id title locator url",
        "disagreement": "source before_h after_h text",
        "nothing": "items rule text sources",
        "summary": "hold consult space monitor inform",
    }.items()
}
# … and what is there besides, with the reason.
EXTRA: Final[dict[str, frozenset[str]]] = {
    # what was taken to hold for the patient; what nobody has reviewed yet
    "report": frozenset({"conditions", "not_reviewed"}),
    # the words of a line that nothing explains; when and how it is taken; when it was stopped
    "item": frozenset(
        {
            "unexplained",
            "every_days",
            "units_per_dose",
            "times",
            "moments",
            "food",
            "as_needed",
            "course_days",
            "stopped_days",
        }
    ),
    # why it is suggested, for programs
    "suggestion": frozenset({"kind"}),
    # an amount that is no mass; the product that contains it; which of the names of a line
    "substance": frozenset({"amount", "product", "part"}),
    # a class rule for a member whose own label is silent; what was assumed; what was measured;
    # a day's total against a limit; a meal may stand in place of the distance
    "finding": frozenset({"inferred_from_class", "assumed", "effect_size", "dose", "or_with_food"}),
    # which pair needs nothing, and whether anybody checked that
    "nothing": frozenset({"object", "precipitant", "draft"}),
}


def report(**patient: Any) -> dict[str, Any]:
    """Return the report about everything, as plain values."""
    return check(LINES, patient=Patient(**patient), kb=KB).to_dict()


def each(found: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    """Return every object of a report with the name of its shape."""
    shapes = [("report", found), ("knowledge_base", found["knowledge_base"])]
    shapes.append(("summary", found["summary"]))
    for item in found["items"]:
        shapes.append(("item", item))
        shapes += [("substance", one) for one in item["substances"]]
        shapes += [("suggestion", one) for one in item["suggestions"]]
    for finding in found["findings"]:
        shapes.append(("finding", finding))
        shapes += [("separation", finding["separation"])] if finding["separation"] else []
        shapes += [("source", one) for one in finding["sources"]]
        shapes += [("disagreement", one) for one in finding["disagreement"]]
    shapes += [("nothing", entry) for entry in found["nothing_to_do"]]
    return shapes


def test_a_report_has_exactly_the_keys_of_the_design() -> None:
    """Every key that is promised is there, and no other but those listed above."""
    seen = set()
    for name, value in each(report(egfr=20, conditions=("gout",))):
        assert set(value) == PROMISED[name] | EXTRA.get(name, frozenset()), name
        seen.add(name)
    assert seen == set(PROMISED)


def test_the_values_of_a_finding_have_the_shapes_of_the_design() -> None:
    """Ids where ids are promised, null where there is nothing."""
    findings = {finding["id"]: finding for finding in reversed(report(egfr=20)["findings"])}
    bind = findings["bind"]
    assert (bind["kind"], bind["topic"], bind["flag"]) == ("interaction", "absorption", "space")
    assert (bind["object"], bind["precipitant"], bind["condition"]) == ("alpha", "iron", None)
    assert bind["separation"] == {"before_h": 2, "after_h": 0.5}
    assert bind["path"] == ["alpha", "floxins", "metals", "iron"]
    assert bind["effect_size"] == [
        {"measure": "auc", "change": "-90 %", "note": "in one study", "source": None}
    ]
    kidneys = findings["kidneys"]
    assert (kidneys["kind"], kidneys["topic"]) == ("contraindication", "condition")
    assert (kidneys["object"], kidneys["precipitant"]) == ("iron", None)
    assert (kidneys["condition"], kidneys["separation"]) == ("renal-impairment", None)
    assert kidneys["mechanism"] is None
    assert all(finding["text"] and finding["effect"] for finding in findings.values())


def test_indexes_count_the_list_as_it_was_passed() -> None:
    """The blank line has no item, but it counts."""
    found = report()
    assert [item["index"] for item in found["items"]] == [0, 1, 3, 4, 5, 6, 7, 8]
    assert found["not_checked"] == [5, 6, 7, 8]


def test_conditions_that_are_not_known_stand_in_the_report() -> None:
    """They are shown as they were written."""
    assert report(conditions=("Gout?",))["conditions_not_checked"] == ["Gout?"]


def test_whole_numbers_print_without_a_fraction() -> None:
    """2 stays 2, and 0.5 stays 0.5."""
    printed = msgspec.json.encode(check(LINES, kb=KB)).decode()
    assert '"before_h":2,' in printed
    assert '"after_h":0.5' in printed
    assert '"amount_mg":500,' in printed
    assert '"doses_per_day":2,' in printed
    assert '"amount_mg":2.5,' in printed
    assert ".0," not in printed
    assert ".0}" not in printed
    page = msgspec.json.encode(lookup("iron", kb=KB)).decode()
    assert '"usual_dose_mg":[10,45]' in page


def test_plain_values_equal_the_json() -> None:
    """``to_dict`` gives what a reader of the JSON gets."""
    results: list[Result] = [
        check(LINES, kb=KB),
        explain("alpha", "iron", kb=KB),
        lookup("iron", kb=KB),
        failure(InputError("no")),
    ]
    for result in results:
        assert result.to_dict() == json.loads(msgspec.json.encode(result))


def test_the_language_changes_sentences_and_names_only() -> None:
    """Ids, flags and numbers are the same in both languages."""
    worded = {"text", "effect", "name", "note", "reason"}

    def bare(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: bare(inner) for key, inner in value.items() if key not in worded}
        return [bare(inner) for inner in value] if isinstance(value, list) else value

    english, turkish = (check(LINES, lang=lang, kb=KB).to_dict() for lang in ("en", "tr"))
    assert english != turkish
    assert bare(english) == bare(turkish)


# -- schemas --------------------------------------------------------------------------------


def broken() -> KnowledgeError:
    """Return an error with two problems."""
    problem = Problem("data/x.yaml", 3, 7, "KB110", "flag", "wrong", "write space", "  flag: x")
    return KnowledgeError((problem, replace(problem, line=4)))


def outputs() -> dict[str, list[Any]]:
    """Return real results of every kind."""
    errors: tuple[InteractionsError, ...] = (
        InputError("the list is empty", "give one item"),
        NotFoundError("magnesum", ("magnesium",)),
        broken(),
        InteractionsError("something else"),
    )
    return {
        "report": [
            check(LINES, kb=KB),
            check(LINES, lang="tr", patient=Patient(egfr=20, conditions=("gout",)), kb=KB),
            check(["alfa"], kb=KB),
        ],
        "item": [resolve(line, KB) for line in (*LINES, "iron 50 IU", "\x1b")],
        "monograph": [
            lookup(name, lang, KB)
            for name in ("iron", "alpha", "floxins", "tonic", "iron oxide")
            for lang in ("en", "tr")
        ],
        "explanation": [explain("alpha", name, kb=KB) for name in ("iron", "zinc", "beta")],
        "doses": [dose([*LINES, "iron 90 mg"], kb=KB), dose(["zinc"], lang="tr", kb=KB)],
        "error": [failure(error) for error in errors],
    }


@pytest.mark.parametrize("name", sorted(RESULTS))
def test_the_schema_files_are_up_to_date(name: str) -> None:
    """Each file equals its struct; ``python -m interactions.schemas`` repairs them."""
    assert schema_file(name).read_text(encoding="utf-8") == schema_text(name)
    Draft202012Validator.check_schema(result_schema(name))


def test_every_schema_file_belongs_to_a_result() -> None:
    """No file of a result that is gone is left behind."""
    kept = {path.name for path in schema_file("report").parent.iterdir()}
    assert kept == {schema_file(name).name for name in RESULTS}


@pytest.mark.parametrize("name", sorted(RESULTS))
def test_real_results_keep_to_their_schema(name: str) -> None:
    """What is printed is what the schema says."""
    validator = Draft202012Validator(result_schema(name))
    found = outputs()[name]
    assert found
    for result in found:
        validator.validate(json.loads(msgspec.json.encode(result)))


@pytest.mark.parametrize("name", sorted(RESULTS))
def test_a_schema_refuses_a_missing_and_an_unknown_key(name: str) -> None:
    """The schemas are strict: they would notice a key that came or went."""
    validator = Draft202012Validator(result_schema(name))
    value = json.loads(msgspec.json.encode(outputs()[name][0]))
    assert not validator.is_valid({**value, "more": 1})
    for key in value:
        assert not validator.is_valid({other: value[other] for other in value if other != key})


def test_an_error_says_what_to_do() -> None:
    """Message, remedy, suggestions and problems stand apart."""
    assert failure(InputError("the list is empty", "give one item")).to_dict() == {
        "schema": "interactions/error/1",
        "kind": "input",
        "message": "the list is empty",
        "remedy": "give one item",
        "suggestions": [],
        "problems": [],
    }
    near = failure(NotFoundError("magnesum", ("magnesium",)))
    assert (near.message, near.suggestions) == ("'magnesum' is not known", ("magnesium",))
    several = failure(NotFoundError("brand", ("alpha", "beta"), several=True))
    assert several.message == "'brand' can mean several things"
    found = failure(broken())
    assert (found.kind, found.message) == ("knowledge", "2 problems in the knowledge base")
    assert [(p.file, p.line, p.code, p.remedy) for p in found.problems] == [
        ("data/x.yaml", 3, "KB110", "write space"),
        ("data/x.yaml", 4, "KB110", "write space"),
    ]
