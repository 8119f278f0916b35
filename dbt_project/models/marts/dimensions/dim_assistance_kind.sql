-- A kind that nobody has described is called as the first receipt spells it, and taken for `unknown`.
with named as (
    {% for kinds in [ref('int_assistance_kind__conform'), standing('assistance_kind')] %}
        select
            assistance_kind_key,
            assistance_type
        from {{ kinds }}
        {% if not loop.last %}union all{% endif %}
    {% endfor %}
),

described as (
    select * from {{ ref('assistance_kind') }}
)

select
    assistance_kind_code as assistance_kind_key,
    label_id,
    label_en,
    serves,
    months_covered,
    assistance_kind_code <> 'unknown' as is_described
from described
union all
select
    named.assistance_kind_key,
    min(named.assistance_type) as label_id,
    min(named.assistance_type) as label_en,
    min(other.serves) as serves,
    min(other.months_covered) as months_covered,
    false as is_described
from named
left join described on named.assistance_kind_key = described.assistance_kind_code
inner join described as other on other.assistance_kind_code = 'unknown'
where described.assistance_kind_code is null
group by named.assistance_kind_key
