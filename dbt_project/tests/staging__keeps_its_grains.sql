-- A returned row is a value of a key that is in more than one row of a staging view: Python has written it twice.
-- All are one test, because the overhead of a test each would exceed the checks themselves.
{{ repeated_keys({
    'stg_kegiatan': ['semester', 'institution_code', 'activity_code', 'region_code'],
    'stg_mentas': ['record_id'],
    'stg_keputusan': ['record_id'],
    'stg_penilaian': ['record_id'],
    'stg_submission': ['semester', 'institution_code'],
    'stg_file': ['semester', 'institution_code', 'source_file'],
    'stg_sheet_reconciliation': ['semester', 'institution_code', 'source_file', 'source_sheet', 'dataset'],
    'stg_control_total': ['semester', 'institution_code', 'source_file', 'source_sheet', 'dataset', 'amount_column'],
    'stg_institution': ['institution_code'],
    'stg_semester': ['semester'],
    'stg_population': ['semester', 'region_code'],
    'stg_run_context': ['run_started_at'],
    'stg_finding_history': ['finding_id'],
    'stg_decision_basis': ['finding_id', 'decided_status', 'decision_date'],
    'stg_household_membership': ['record_id'],
    'stg_registry_duplicate': ['record_id'],
    'stg_graduation_match': ['semester', 'household_key', 'mentas_record_id'],
    'stg_household_change': ['semester', 'other_household_key'],
    'stg_person_match': ['record_id'],
    'stg_person_change': ['semester', 'other_person_key'],
    'stg_region': ['region_code'],
    'stg_region_shape': ['region_code'],
    'stg_rule': ['rule_code']
}) }}
