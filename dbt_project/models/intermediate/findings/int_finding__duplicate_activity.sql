{%- set pair_sides = ['activity_number', 'related_activity_number'] -%}
-- The same activity, reported by two institutions or under two codes. The evidence is added up in points of which each
-- doubles the odds (docs/overlap.md). One finding per activity that repeats an earlier one, over all kelurahan.
with compared as (
    select
        *,
        greatest(
            {{ closeness('budget_idr', 'related_budget_idr') }},
            {{ closeness('realised_idr', 'related_realised_idr') }},
            {{ closeness('realised_idr', 'related_budget_idr') }},
            {{ closeness('budget_idr', 'related_realised_idr') }}
        ) as money_closeness
    from {{ ref('int_activity__compare') }}
    where name_match is not null
),

weighed as (
    select
        *,
        {{ activity_points() }} as points
    from compared
),

-- Lists of recipients are compared only where they can decide, in the kelurahan of both activities.
recipients as (
    {% for side, other in [pair_sides, pair_sides | reverse | list] %}
        select
            pair.activity_number,
            pair.related_activity_number,
            receipt.assisted_unit_id,
            {{ loop.first }} as is_later
        from weighed as pair
        inner join {{ ref('int_receipt__resolve') }} as receipt on pair.{{ side }} = receipt.activity_number
        inner join {{ ref('int_activity__identify') }} as place
            on
                pair.{{ other }} = place.activity_number
                and receipt.region_code = place.region_code
        where pair.points > 6
        {% if not loop.last %}union all{% endif %}
    {% endfor %}
),

assisted as (
    select
        activity_number,
        related_activity_number,
        assisted_unit_id,
        bool_or(is_later) as is_assisted,
        bool_or(not is_later) as is_related_assisted
    from recipients
    group by activity_number, related_activity_number, assisted_unit_id
),

lists as (
    select
        activity_number,
        related_activity_number,
        count(*) filter (where is_assisted) as recipients,
        count(*) filter (where is_related_assisted) as related_recipients,
        count(*) filter (where is_assisted and is_related_assisted) as shared_recipients,
        {{ share('count(*) filter (where is_assisted and is_related_assisted)', 'count(*)') }} as recipient_overlap
    from assisted
    group by activity_number, related_activity_number
    having bool_or(is_assisted) and bool_or(is_related_assisted)
),

judged as (
    select
        pair.*,
        list.recipients,
        list.related_recipients,
        list.shared_recipients,
        {{ activity_probability('pair.points', 'list.recipient_overlap') }} as match_probability
    from weighed as pair
    left join lists as list
        on
            pair.activity_number = list.activity_number
            and pair.related_activity_number = list.related_activity_number
),

ranked as (
    select
        *,
        row_number() over (
            partition by activity_number
            order by match_probability desc, related_activity_number asc
        ) as pair_rank
    from judged
    where match_probability >= 0.9
),

-- All rows of both, not only those of common kelurahan.
located as (
    select
        pair.*,
        {{ distinct_list('later.record_id') }} filter (where later.record_id <> pair.record_id) as other_record_ids,
        {{ distinct_list('earlier.record_id') }} as related_record_ids
    from ranked as pair
    inner join {{ ref('int_activity__identify') }} as later on pair.activity_number = later.activity_number
    inner join {{ ref('int_activity__identify') }} as earlier on pair.related_activity_number = earlier.activity_number
    where pair.pair_rank = 1
    group by all
)

select
    {{ finding_row('duplicate_activity', ['activity_code_key', 'related_activity_code_key'], {
        'subject': '[record_id]',
        'part': 'other_record_ids',
        'related': 'related_record_ids',
    }, {
        'entity_type': "'activity'",
        'entity_id': 'activity_code_key',
        'related_entity_id': 'related_activity_code_key',
        'match_probability': 'round(match_probability, 4)',
        'evidence': json_object({
            'activity_code': 'activity_code',
            'activity_name': 'activity_name',
            'related_institution': 'related_institution_code',
            'related_activity_code': 'related_activity_code',
            'related_activity_name': 'related_activity_name',
            'name_match': 'name_match',
            'regions': 'region_codes',
            'budget_idr': 'budget_idr',
            'related_budget_idr': 'related_budget_idr',
            'money_closeness': 'round(money_closeness, 3)',
            'start_days_apart': 'start_days_apart',
            'end_days_apart': 'end_days_apart',
            'recipients': 'recipients',
            'related_recipients': 'related_recipients',
            'shared_recipients': 'shared_recipients',
        }),
        'first_record_id': 'related_record_id',
        'second_record_id': 'record_id',
    }, is_placed=true) }}
from located
