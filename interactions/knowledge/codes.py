"""Every problem that the loader and the lint can report, with its meaning."""

from __future__ import annotations

from types import MappingProxyType

CODES: MappingProxyType[str, str] = MappingProxyType(
    {
        # -- reading a file ---------------------------------------------------------
        "KB101": "the file or directory cannot be read",
        "KB102": "the file is too large",
        "KB103": "the file is not UTF-8 text",
        "KB104": "a control or invisible character",
        "KB105": "a tab",
        "KB106": "the line is too long",
        "KB107": "nested too deeply",
        "KB108": "not valid YAML",
        "KB109": "nothing in the file",
        "KB110": "more than one document in the file",
        "KB111": "an anchor or alias",
        "KB112": "a tag",
        "KB113": "a merge key",
        "KB114": "a key twice in one mapping",
        "KB115": "a key that is not text",
        "KB116": "a file or link that would be passed over silently",
        # -- the shape of a record --------------------------------------------------
        "KB201": "a mapping, list or single value where another is expected",
        "KB202": "a key that this record does not have",
        "KB203": "a required key is missing",
        "KB204": "a word outside the closed vocabulary",
        "KB205": "not an id (kebab-case)",
        "KB206": "text in a wrong form or too long",
        "KB207": "null, true or false where text is expected",
        "KB208": "not a duration with its unit",
        "KB209": "not a mass with its unit",
        "KB210": "not a plain decimal number",
        "KB211": "a number or amount out of range",
        "KB212": "not true or false",
        "KB213": "not a date",
        # -- references -------------------------------------------------------------
        "KB301": "the id of a thing (substance, form, class, product, condition) twice",
        "KB302": "the id of a rule twice",
        "KB303": "a source, regimen or message twice",
        "KB304": "no edition, or more than one",
        "KB305": "an unknown class",
        "KB306": "neither a substance nor a class that is known",
        "KB307": "an unknown form",
        "KB308": "an unknown source",
        "KB309": "an unknown condition",
        "KB310": "an unknown rule",
        "KB311": "a circle of classes or of implied conditions",
        "KB312": "a form of another substance",
        "KB313": "a trait that no form has",
        # -- clinical consistency ---------------------------------------------------
        "KB401": "the object is its own precipitant",
        "KB402": "flag space without a distance that helps",
        "KB403": "a separation although distance does not help",
        "KB404": "flag none with a severity or separation",
        "KB405": "a flag without a severity",
        "KB406": "a separation of more than 72 hours",
        "KB407": "two rules that contradict each other",
        "KB408": "a milder specific rule that does not override the general one",
        "KB409": "an override by a draft or by a source of lower rank",
        "KB410": "an override of a rule that is not the general one of the same matter",
        "KB411": "a class rule that does not say why it holds for the whole class",
        "KB412": "a range that is empty or that nothing measures",
        "KB413": "a contraindication that cannot be solved by distance has flag space",
        "KB414": "a list that names nobody, or somebody twice",
        "KB415": "an absorption rule for what is never swallowed",
        # -- sources and review -----------------------------------------------------
        "KB501": "a checked rule without a source",
        "KB502": "a checked rule cites what was not opened",
        "KB503": "a checked rule cites without a locator",
        "KB504": "checked before its newest source was opened",
        "KB505": "a checked rule with secondary sources only",
        # -- language and names -----------------------------------------------------
        "KB601": "a text or name that is empty",
        "KB602": "a message in one language only",
        "KB603": "a message whose placeholders differ between the languages",
        "KB604": "a name that belongs to two different things",
        "KB605": "a word that stands twice",
        "KB606": "a name that is a word of labels too",
    }
)
