with present as (
    select
        found.*,
        least(history.first_seen_at, run.run_started_at) as first_seen_at,
        run.run_started_at as last_seen_at,
        case
            when found.is_open_again then 'open'
            else coalesce(decision.finding_status, found.carried_status, 'open')
        end as status
    from {{ ref('int_finding__unite') }} as found
    cross join {{ ref('stg_run_context') }} as run
    left join {{ ref('stg_finding_history') }} as history on found.finding_id = history.finding_id
    left join {{ ref('int_decision__settle') }} as decision on found.finding_id = decision.finding_id
),

-- Findings of an earlier version of the submissions in the present version's lineage that are gone now.
resolved as (
    select
        history.*,
        'resolved' as status
    from {{ ref('stg_finding_history') }} as history
    left join {{ ref('int_finding__unite') }} as found on history.finding_id = found.finding_id
    where
        history.is_in_lineage
        and found.finding_id is null
        and {{ is_built('history.semester') }}
),

findings as (
    {% for part in ['present', 'resolved'] %}
        select
            finding_id,
            semester_key,
            semester,
            rule_code,
            severity,
            institution_code,
            region_code,
            source_file,
            source_sheet,
            source_row,
            source_column,
            entity_type,
            entity_id,
            related_entity_id,
            match_probability,
            evidence,
            first_seen_at,
            last_seen_at,
            status
        from {{ part }}
        {% if not loop.last %}union all{% endif %}
    {% endfor %}
)

select
    found.finding_id,
    found.semester_key,
    found.semester,
    found.rule_code,
    found.severity,
    coalesce(institution.institution_key, 'unknown') as institution_key,
    found.institution_code,
    found.region_code,
    {{ mask_numbers('found.source_file') }} as source_file,
    {{ mask_numbers('found.source_sheet') }} as source_sheet,
    found.source_row,
    found.source_column,
    found.entity_type,
    found.entity_id,
    found.related_entity_id,
    found.match_probability,
    found.evidence,
    found.first_seen_at,
    found.last_seen_at,
    found.status
from findings as found
left join {{ ref('stg_institution') }} as institution on found.institution_code = institution.institution_code
