{{ config(schema='carried', alias='assistance_kind') }}
-- A kind is known by its code, its label or another name of it; all others have a key of their own.
with names as (
    select
        {{ fold_name('assistance_kind_code') }} as folded_name,
        assistance_kind_code
    from {{ ref('assistance_kind') }}
    union
    select
        {{ fold_name('label_id') }} as folded_name,
        assistance_kind_code
    from {{ ref('assistance_kind') }}
    union
    select
        {{ fold_name('spelling') }} as folded_name,
        assistance_kind_code
    from {{ ref('assistance_spelling') }}
),

received as (
    select
        semester,
        semester_key,
        assistance_kind,
        min(assistance_type) as assistance_type
    from {{ ref('stg_penerima') }}
    group by semester, semester_key, assistance_kind
)

select
    received.semester,
    received.semester_key,
    received.assistance_kind,
    received.assistance_type,
    coalesce(name.assistance_kind_code, nullif({{ fold_name('received.assistance_kind') }}, ''), 'unknown')
        as assistance_kind_key,
    described.serves,
    described.months_covered
from received
left join names as name on {{ fold_name('received.assistance_kind') }} = name.folded_name
inner join {{ ref('assistance_kind') }} as described
    on coalesce(name.assistance_kind_code, 'unknown') = described.assistance_kind_code
