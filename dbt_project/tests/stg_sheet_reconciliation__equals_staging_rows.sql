-- A returned row is a data set of a submission whose accepted rows in the reconciliations differ from those in staging,
-- or a registry whose refused rows do.
{%- set datasets = ['kegiatan', 'penerima', 'keluarga', 'mentas', 'penilaian', 'keputusan'] %}
with reconciliations as (
    select
        dataset,
        semester_key,
        institution_code,
        sum(rows_accepted) as reconciled_rows
    from {{ ref('stg_sheet_reconciliation') }}
    group by dataset, semester_key, institution_code
    union all
    select
        'rejected_household' as dataset,
        semester_key,
        institution_code,
        sum(rows_rejected) as reconciled_rows
    from {{ ref('stg_sheet_reconciliation') }}
    where dataset = 'keluarga'
    group by semester_key, institution_code
),

staged as (
    {% for dataset in datasets + ['rejected_household'] %}
        select
            '{{ dataset }}' as dataset,
            semester_key,
            institution_code,
            count(*) as staged_rows
        from {{ ref('stg_' ~ dataset) }}
        where {{ is_built() }}
        group by semester_key, institution_code
        {% if not loop.last %}union all{% endif %}
    {% endfor %}
)

select
    coalesce(reconciliation.dataset, staged.dataset) as dataset,
    coalesce(reconciliation.semester_key, staged.semester_key) as semester_key,
    coalesce(reconciliation.institution_code, staged.institution_code) as institution_code,
    reconciliation.reconciled_rows,
    staged.staged_rows
from reconciliations as reconciliation
full outer join staged
    on
        reconciliation.dataset = staged.dataset
        and reconciliation.semester_key = staged.semester_key
        and reconciliation.institution_code = staged.institution_code
where coalesce(reconciliation.reconciled_rows, 0) <> coalesce(staged.staged_rows, 0)
