-- A returned row is a mart of which closed semesters have other rows than they had when they were closed.
{{ config(meta={'dagster': {'ref': {'name': 'dim_semester'}}}) }}
{%- set marts = {
    'dim_semester': ref('dim_semester'),
    'fct_assistance': ref('fct_assistance'),
    'fct_household_change': ref('fct_household_change'),
    'fct_household_poverty': ref('fct_household_poverty'),
    'fct_person_change': ref('fct_person_change'),
    'fct_program_activity': ref('fct_program_activity'),
    'fct_quality_finding': ref('fct_quality_finding'),
    'fct_submission': ref('fct_submission'),
    'agg_poverty_headcount': ref('agg_poverty_headcount'),
    'agg_reporting': ref('agg_reporting'),
    'agg_targeting': ref('agg_targeting'),
    'agg_targeting_breakdown': ref('agg_targeting_breakdown'),
} %}
with closed as (
    select semester_key
    from {{ ref('dim_semester') }}
    where is_closed
),

{% for mart, relation in marts.items() %}
    {{ mart }}_sides as (
        select
            published.*,
            1 as side
        from {{ relation }} as published
        inner join closed on published.semester_key = closed.semester_key
        union all by name
        select
            * exclude (closed_semester),
            -1 as side
        from {{ frozen_rows(relation) }}
    ),

    {{ mart }}_differences as (
        select
            * exclude (side),
            sum(side) as difference
        from {{ mart }}_sides
        group by all
        having sum(side) <> 0
    ){{ ',' if not loop.last }}

{% endfor %}

{% for mart in marts %}
    select
        '{{ mart }}' as mart,
        count(*) as differing_rows
    from {{ mart }}_differences
    having count(*) > 0
    {% if not loop.last %}union all{% endif %}
{% endfor %}
