with items as (
    select
        finding_id,
        semester_key,
        rule_code,
        first_record_id,
        second_record_id,
        household_key,
        {{ json_text('evidence', 'matched_by') }} as matched_by,
        match_probability,
        {{ json_text('evidence', 'open_again') }} as open_again,
        -- What equal numbers decide is no match by probability; activities have no numbers.
        case
            when coalesce({{ json_text('evidence', 'matched_by') }}, 'probable') = 'probable'
                then {{ probability_band('match_probability') }}
        end as probability_band,
        -- It says nothing of the pair, and is the same in every run.
        md5('blind|' || finding_id) as draw
    from {{ ref('int_finding__unite') }}
    where second_record_id is not null
),

strata as (
    select
        *,
        row_number() over (partition by semester_key, rule_code, probability_band order by draw) as place_in_stratum
    from items
),

-- All strata in turn, so that small ones are in the sample, too.
drawn as (
    select
        *,
        row_number() over (
            partition by semester_key, probability_band is null order by place_in_stratum, draw
        ) as place
    from strata
)

select
    drawn.finding_id,
    drawn.semester_key,
    drawn.rule_code,
    drawn.first_record_id,
    drawn.second_record_id,
    drawn.household_key,
    drawn.matched_by,
    drawn.match_probability,
    drawn.open_again,
    drawn.probability_band,
    drawn.probability_band is not null and drawn.place <= run.assessed_pairs as is_sampled
from drawn
cross join {{ ref('stg_run_context') }} as run
