-- A returned row is a region whose count is not the sum of the regions one level below it (of refused rows, those with
-- a kelurahan), or whose bridge from received over reported to verified does not add up (reason by reason, households
-- and persons), or whose verified figure lies outside of its interval, or its interval outside of what is possible.
{{ config(meta={'checks': 'agg_poverty_headcount'}) }}
{%- set counts = [] %}
{%- set placed = {} %}
{%- for unit in ['households', 'persons'] %}
    {%- for part in ['received', 'rejected'] %}
        {%- do placed.update({part ~ '_' ~ unit: 'unplaced_rejected_' ~ unit}) %}
        {%- do counts.append(part ~ '_' ~ unit) %}
    {%- endfor %}
    {%- for part in ['reported', 'duplicate', 'died_or_moved', 'risen', 'other_left', 'left', 'verified'] %}
        {%- do counts.append(part ~ '_' ~ unit) %}
    {%- endfor %}
{%- endfor %}
with region_above as (
    select
        region_code,
        case region_level when 'kelurahan' then kecamatan_code else city_code end as region_code_above
    from {{ ref('dim_region') }}
    where region_level <> 'city'
),

sums as (
    select
        {% for count in counts %}
            sum(part.{{ count }}) as {{ count }},
        {% endfor %}
        part.semester_key,
        region_above.region_code_above as region_code
    from {{ ref('agg_poverty_headcount') }} as part
    inner join region_above on part.region_code = region_above.region_code
    group by part.semester_key, region_above.region_code_above
)

select
    whole.semester_key,
    whole.region_code,
    'it is not the sum of its parts' as fault
from {{ ref('agg_poverty_headcount') }} as whole
inner join sums
    on
        whole.semester_key = sums.semester_key
        and whole.region_code = sums.region_code
where
    {% for count in counts %}
        {{ 'or ' if not loop.first }}whole.{{ count }}
        {{- ' - whole.' ~ placed[count] if count in placed }} <> sums.{{ count }}
    {% endfor %}
union all
select
    semester_key,
    region_code,
    'verified is not what is left of reported, or reported of received' as fault
from {{ ref('agg_poverty_headcount') }}
where
    {% for unit in ['households', 'persons'] %}
        {{ 'or ' if not loop.first }}verified_{{ unit }} <> reported_{{ unit }} - duplicate_{{ unit }} - left_{{ unit }}
        or reported_{{ unit }} <> received_{{ unit }} - rejected_{{ unit }}
        or unplaced_rejected_{{ unit }} > case region_level when 'city' then rejected_{{ unit }} else 0 end
        or left_{{ unit }} <> died_or_moved_{{ unit }} + risen_{{ unit }} + other_left_{{ unit }}
    {% endfor %}
union all
select
    semester_key,
    region_code,
    'the interval can not be' as fault
from {{ ref('agg_poverty_headcount') }}
where
    {% for unit in ['households', 'persons'] %}
        {{ 'or ' if not loop.first }}verified_{{ unit }} < verified_{{ unit }}_low
        or verified_{{ unit }} > verified_{{ unit }}_high
        or verified_{{ unit }}_low < 0
        or verified_{{ unit }}_high > reported_{{ unit }}
    {% endfor %}
