-- A returned row is a value of a key that is in more than one row of an intermediate model.
-- All are one test, because the overhead of a test each would exceed the checks themselves.
{{ repeated_keys({
    'int_region__expand': ['region_key', 'region_level'],
    'int_region_semester__span': ['semester_key', 'region_code'],
    'int_activity__identify': ['activity_key'],
    'int_activity__compare': ['activity_number', 'related_activity_number'],
    'int_activity__settle': ['activity_key'],
    'int_institution__see': ['semester_key', 'institution_code'],
    'int_decision__settle': ['finding_id'],
    'int_duplicate__recall': ['finding_id'],
    'int_duplicate__answer': ['finding_id'],
    'int_household__separate': ['semester_key', 'household_key', 'number_id'],
    'int_departure__identify': ['semester_key', 'household_key'],
    'int_departure__resolve': ['semester_key', 'household_key'],
    'int_household__see': ['semester_key', 'household_key'],
    'int_person__see': ['semester_key', 'person_key'],
    'int_assistance_kind__conform': ['semester_key', 'assistance_kind'],
    'int_assisted_unit__summarise': ['semester_key', 'assisted_unit_type', 'assisted_unit_id']
}) }}
