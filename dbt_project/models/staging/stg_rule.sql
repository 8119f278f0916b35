select
    rule_code,
    severity,
    scope,
    title_id,
    title_en,
    description_en,
    remedy_id
from {{ source('reference', 'rule') }}
