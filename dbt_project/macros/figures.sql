{#- A part as a share of a whole, from 0 to 1; null where the whole is 0. -#}
{% macro share(part, whole) -%}
    cast({{ part }} as double) / nullif(cast({{ whole }} as double), 0)
{%- endmacro %}

{#- Query: of each semester the share of the institutions due whose report is usable; null where none is due. -#}
{% macro reporting_coverage() -%}
    select
        semester_key,
        {{ share('sum(usable)', 'sum(expected)') }} as reporting_coverage
    from {{ ref('agg_reporting') }}
    group by semester_key
{%- endmacro %}

{#-
    Aggregate: the 97.5 % quantile of a sum of weights that count independently, each with its probability. It is the
    normal approximation of the (weighted) Poisson-binomial distribution with its skew (first term of Cornish-Fisher)
    and half a step of the largest weight; at least that weight, at most the sum of all. `order` makes it independent of
    the number of threads.
-#}
{% macro probable_most(weight, probability, order) -%}
    {%- set w = 'cast(' ~ weight ~ ' as double)' -%}
    {%- set variance = w ~ ' * ' ~ w ~ ' * ' ~ probability ~ ' * (1 - ' ~ probability ~ ')' -%}
    {%- set total_variance = 'sum(' ~ variance ~ ' order by ' ~ order ~ ')' -%}
    least(
        sum({{ weight }}),
        greatest(
            max({{ weight }}),
            ceil(
                sum({{ w }} * {{ probability }} order by {{ order }})
                + 1.96 * sqrt({{ total_variance }})
                + (1.96 * 1.96 - 1) / 6
                * coalesce(
                    sum({{ w }} * {{ variance }} * (1 - 2 * {{ probability }}) order by {{ order }})
                    / nullif({{ total_variance }}, 0),
                    0
                )
                + cast(max({{ weight }}) - 1 as double) / 2
            )
        )
    )
{%- endmacro %}

{#-
    Aggregate: the 97.5 % quantile of what matching has missed, from how many it has `found` of each kind and the row of
    `linkage_recall` of that kind (and of one error model). Given how often a kind is missed, the missed are negative
    binomial; how often varies from city to city, for all kinds together. The normal approximation, rounded up.
-#}
{% macro missed_most(found, recall) -%}
    {%- set kinds = recall ~ '.rule_code, ' ~ recall ~ '.both_have_nik' -%}
    {%- set rate = recall ~ '.missed_per_found' -%}
    ceil(
        sum({{ found }} * {{ rate }} order by {{ kinds }})
        + 1.96 * sqrt(
            sum({{ found }} * {{ rate }} * (1 + {{ rate }}) order by {{ kinds }})
            + pow(sum({{ found }} * {{ rate }}_sd order by {{ kinds }}), 2)
        )
    )
{%- endmacro %}

{#- How close two amounts are, from 0 to 1: the smaller as a share of the larger; null where both are 0. -#}
{% macro closeness(amount, other) -%}
    {{ share('least(' ~ amount ~ ', ' ~ other ~ ')', 'greatest(' ~ amount ~ ', ' ~ other ~ ')') }}
{%- endmacro %}

{#- Probability that a receipt is its household's: 1 where it was matched by number. -#}
{% macro household_probability(receipt) -%}
    coalesce({{ receipt }}.household_match_probability, 1)
{%- endmacro %}
