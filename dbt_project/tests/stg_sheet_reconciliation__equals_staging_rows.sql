-- A returned row is a data set of a submission whose accounts say another number of accepted rows than reached staging.
{{ config(meta={'dagster': {'ref': {'name': 'stg_sheet_reconciliation'}}}) }}
{%- set datasets = ['kegiatan', 'penerima', 'keluarga', 'mentas', 'keputusan'] %}
with accounts as (
    select
        dataset,
        semester_key,
        institution_code,
        sum(rows_accepted) as accepted_rows
    from {{ ref('stg_sheet_reconciliation') }}
    group by dataset, semester_key, institution_code
),

staged as (
    {% for dataset in datasets %}
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
    coalesce(account.dataset, staged.dataset) as dataset,
    coalesce(account.semester_key, staged.semester_key) as semester_key,
    coalesce(account.institution_code, staged.institution_code) as institution_code,
    account.accepted_rows,
    staged.staged_rows
from accounts as account
full outer join staged
    on
        account.dataset = staged.dataset
        and account.semester_key = staged.semester_key
        and account.institution_code = staged.institution_code
where coalesce(account.accepted_rows, 0) <> coalesce(staged.staged_rows, 0)
