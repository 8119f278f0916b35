with verdicts as (
    select
        finding_id,
        max(verdict) filter (where reviewer_number = 1) as first_verdict,
        max(verdict) filter (where reviewer_number = 2) as second_verdict
    from {{ ref('fct_match_assessment') }}
    group by finding_id
),

-- Probable matches that are found now; and those that are gone but were assessed, because what people call the same is
-- what institutions correct.
pairs as (
    select
        found.semester_key,
        found.semester,
        found.rule_code,
        {{ probability_band('found.match_probability') }} as probability_band,
        coalesce(item.is_sampled, false) or verdict.finding_id is not null as is_sampled,
        case
            when verdict.first_verdict is null and verdict.second_verdict is null then 'unassessed'
            when verdict.first_verdict is null or verdict.second_verdict is null then 'once'
            when 'not_assessable' in (verdict.first_verdict, verdict.second_verdict) then 'not_assessable'
            when verdict.first_verdict <> verdict.second_verdict then 'disagreed'
            else verdict.first_verdict
        end as outcome,
        verdict.first_verdict,
        verdict.second_verdict
    from {{ ref('fct_quality_finding') }} as found
    left join {{ ref('fct_review_item') }} as item on found.finding_id = item.finding_id
    left join verdicts as verdict on found.finding_id = verdict.finding_id
    where
        found.rule_code in ('duplicate_household', 'left_poverty_still_counted', 'duplicate_activity')
        and coalesce({{ json_text('found.evidence', 'matched_by') }}, 'probable') = 'probable'
        and (found.status <> 'resolved' or verdict.finding_id is not null)
),

counts as (
    select
        semester_key,
        semester,
        rule_code,
        probability_band,
        count(*) as pairs,
        count(*) filter (where is_sampled) as sampled_pairs,
        count(*) filter (where is_sampled and outcome = 'unassessed') as unassessed_pairs,
        count(*) filter (where outcome = 'once') as assessed_once_pairs,
        count(*) filter (where outcome not in ('unassessed', 'once')) as assessed_twice_pairs,
        count(*) filter (where outcome = 'same') as agreed_same_pairs,
        count(*) filter (where outcome = 'different') as agreed_different_pairs,
        count(*) filter (where outcome = 'disagreed') as disagreed_pairs,
        count(*) filter (where outcome = 'not_assessable') as not_assessable_pairs,
        count(*) filter (where outcome in ('same', 'different')) as agreed_pairs
    from pairs
    group by semester_key, semester, rule_code, probability_band
),

-- How often both reviewers say one thing, and how often they would by chance, each saying what that one says as often.
reviewers as (
    select
        semester_key,
        avg(case when first_verdict = second_verdict then 1.0 else 0.0 end) as observed,
        (
            {% for verdict in ['same', 'different', 'not_assessable'] %}
                count(*) filter (where first_verdict = '{{ verdict }}')
                * count(*) filter (where second_verdict = '{{ verdict }}')
                {% if not loop.last %}+{% endif %}
            {% endfor %}
        ) / cast(count(*) * count(*) as double) as expected
    from pairs
    where first_verdict is not null and second_verdict is not null
    group by semester_key
)

select
    counts.semester_key,
    counts.semester,
    counts.rule_code,
    counts.probability_band,
    counts.pairs,
    counts.sampled_pairs,
    counts.unassessed_pairs,
    counts.assessed_once_pairs,
    counts.assessed_twice_pairs,
    counts.agreed_same_pairs,
    counts.agreed_different_pairs,
    counts.disagreed_pairs,
    counts.not_assessable_pairs,
    {{ share('counts.agreed_same_pairs', 'counts.agreed_pairs') }} as match_precision,
    round({{ wilson_bound('counts.agreed_same_pairs', 'counts.agreed_pairs', '-') }}, 6) as match_precision_low,
    round({{ wilson_bound('counts.agreed_same_pairs', 'counts.agreed_pairs', '+') }}, 6) as match_precision_high,
    round((reviewers.observed - reviewers.expected) / nullif(1 - reviewers.expected, 0), 6) as cohens_kappa
from counts
left join reviewers on counts.semester_key = reviewers.semester_key
