"""Labels of findings that are the same in the truth and in the warehouse.

Rows and files are identified by their place, households and persons by any of their numbers.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from expectations.catalogue import load_catalogue
from foundation.pseudonym import Pseudonymiser
from simulation.evaluation.scores import Label, LookAlikeLabels

_PLACE = ("institution_code", "source_file", "source_sheet", "source_row", "source_column")
#: The rule whose findings name two households.
_PAIR_RULE = "duplicate_household"
_DEPARTURE_RULE = "left_poverty_still_counted"
_ACTIVITY_RULE = "duplicate_activity"


class SemesterLabels:
    """The labels of one semester's findings. The truth must be labelled first: it links numbers of one entity."""

    def __init__(self, semester: str, pseudonymise: Pseudonymiser) -> None:
        """Label findings of `semester` (key) under the pseudonym key of the database."""
        self._semester = semester
        self._pseudonymise = pseudonymise
        self._unit_of_id: dict[str, str] = {}
        self._unit_of_place: dict[tuple[object, ...], str] = {}

    def of_truth(self, findings: Mapping[str, list[dict[str, Any]]]) -> Iterator[Label]:
        """Label the findings of the semester's truth."""
        for row in findings["row"]:
            yield self._of_row(row)
        for file in findings["file"]:
            yield (file["rule_code"], self._semester, file["institution_code"], file["source_file"])
        for entity in findings["entity"]:
            yield self._of_entity(entity)

    def kinds_of_truth(self, findings: Mapping[str, list[dict[str, Any]]]) -> Iterator[tuple[Label, Sequence[str]]]:
        """Give label and kinds of fault of the findings that follow from an exact or a probable match."""
        for entity in findings["entity"]:
            if "matched_by" in entity:
                # Assistance has a kind, too.
                yield self._of_entity(entity), entity.get("kinds") or [entity.get("fault_kind") or entity["kind"]]

    def with_number(self, findings: Mapping[str, list[dict[str, Any]]]) -> Iterator[Label]:
        """Label the findings on two rows that both have the head's NIK, right or wrong, where the truth says so."""
        for entity in findings["entity"]:
            if entity.get("has_number"):
                yield self._of_entity(entity)

    def of_look_alikes(self, pairs: Iterable[Mapping[str, Any]]) -> Iterator[LookAlikeLabels]:
        """Label what the truth's pairs of look-alikes must not be found to be."""
        for pair in pairs:
            ids = sorted(self._pseudonymise(pair[side][0]) for side in ("no_kk", "related_no_kk"))
            yield LookAlikeLabels(
                pair["kind"],
                (_PAIR_RULE, self._semester, *ids),
                tuple((_DEPARTURE_RULE, self._semester, self._unit_of_id.get(name, name)) for name in ids),
            )

    def of_activity_look_alikes(self, pairs: Iterable[Mapping[str, str]]) -> Iterator[LookAlikeLabels]:
        """Label what the truth's pairs of activities must not be found to be."""
        for pair in pairs:
            yield LookAlikeLabels(
                f"activity: {pair['kind']}", self._of_entity({"rule_code": _ACTIVITY_RULE, **pair}), ()
            )

    def _of_row(self, row: Mapping[str, Any]) -> Label:
        return (row["rule_code"], self._semester, *(row[name] for name in _PLACE))

    def _of_entity(self, entity: Mapping[str, Any]) -> Label:
        rule = entity["rule_code"]
        if rule == _PAIR_RULE:
            pair = (self._pseudonymise(entity[side][0]) for side in ("no_kk", "related_no_kk"))
            return (rule, self._semester, *sorted(pair))
        if rule == "duplicate_submission":
            return (rule, self._semester, entity["institution_code"], entity["source_file"])
        if rule == _ACTIVITY_RULE:
            return (rule, self._semester, entity["institution_code"], entity["activity_code"])
        numbers = entity.get("no_kk") or entity.get("nik")
        places = entity.get("rows", [])
        if "source_row" in entity:
            places = [[entity["source_file"], entity["source_row"]]]
        # Without a number a person is identified by the first of their rows.
        unit = self._learn(numbers) if numbers else f"{entity['institution_code']}/{places[0][0]}/{places[0][1]}"
        # The warehouse may also know the person by another number, of an earlier semester.
        for file, row in places:
            self._unit_of_place[rule, entity["institution_code"], file, row] = unit
        return (rule, self._semester, unit)

    def _learn(self, numbers: Iterable[str]) -> str:
        """Record all numbers of one household or person as one unit."""
        ids = [self._pseudonymise(number) for number in numbers]
        unit = next((self._unit_of_id[name] for name in ids if name in self._unit_of_id), ids[0])
        for name in ids:
            self._unit_of_id.setdefault(name, unit)
        return unit

    def of_found(self, row: Mapping[str, Any]) -> Label:
        """Label a published finding of the semester (a row of `fct_quality_finding`)."""
        rule = row["rule_code"]
        if load_catalogue()[rule].scope == "file" or rule == "duplicate_submission":
            return (rule, self._semester, row["institution_code"], row["source_file"])
        if rule == _PAIR_RULE:
            return (rule, self._semester, *sorted((row["entity_id"], row["related_entity_id"])))
        if rule == _ACTIVITY_RULE:
            return (rule, self._semester, row["institution_code"], json.loads(row["evidence"])["activity_code"])
        if row["entity_type"] in ("household", "person", "receipt"):
            place = (rule, row["institution_code"], row["source_file"], row["source_row"])
            unit = self._unit_of_id.get(row["entity_id"]) or self._unit_of_place.get(place) or row["entity_id"]
            return (rule, self._semester, unit)
        return self._of_row(row)
