-- A returned row is a fact whose row count, or a sum of rupiah, of an institution and semester differs from the
-- accepted one in its reconciliations: a join has lost or multiplied rows between validation and the mart.
{{ config(meta={'checks': 'fct_assistance'}) }}
{%- set rows_of = {
    'kegiatan': 'fct_program_activity',
    'penerima': 'fct_assistance',
    'keluarga': 'fct_household_poverty',
} %}
{%- set sums_of = [
    ('kegiatan.anggaran', 'fct_program_activity', 'budget_idr'),
    ('kegiatan.realisasi', 'fct_program_activity', 'realised_idr'),
    ('penerima.nilai_bantuan', 'fct_assistance', 'amount_idr'),
] %}
with reconciliations as (
    select
        semester_key,
        institution_code,
        dataset as measure,
        sum(rows_accepted) as accepted
    from {{ ref('stg_sheet_reconciliation') }}
    where dataset in ('kegiatan', 'penerima', 'keluarga')
    group by semester_key, institution_code, dataset
    union all
    select
        semester_key,
        institution_code,
        dataset || '.' || amount_column as measure,
        sum(accepted_idr) as accepted
    from {{ ref('stg_control_total') }}
    group by semester_key, institution_code, dataset, amount_column
),

facts as (
    {% for dataset, fact in rows_of.items() %}
        select
            semester_key,
            institution_key,
            '{{ dataset }}' as measure,
            count(*) as published
        from {{ ref(fact) }}
        group by semester_key, institution_key
        union all
    {% endfor %}
    {% for measure, fact, column in sums_of %}
        select
            semester_key,
            institution_key,
            '{{ measure }}' as measure,
            sum({{ column }}) as published
        from {{ ref(fact) }}
        group by semester_key, institution_key
        {% if not loop.last %}union all{% endif %}
    {% endfor %}
),

keyed_totals as (
    select
        reconciliation.semester_key,
        institution.institution_key,
        reconciliation.measure,
        reconciliation.accepted
    from reconciliations as reconciliation
    left join {{ ref('stg_institution') }} as institution
        on reconciliation.institution_code = institution.institution_code
)

select
    coalesce(reconciliation.semester_key, fact.semester_key) as semester_key,
    coalesce(reconciliation.institution_key, fact.institution_key) as institution_key,
    coalesce(reconciliation.measure, fact.measure) as measure,
    reconciliation.accepted,
    fact.published
from keyed_totals as reconciliation
full outer join facts as fact
    on
        reconciliation.semester_key = fact.semester_key
        and reconciliation.institution_key = fact.institution_key
        and reconciliation.measure = fact.measure
where coalesce(reconciliation.accepted, 0) <> coalesce(fact.published, 0)
