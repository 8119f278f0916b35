{#- A part as a share of a whole, from 0 to 1; null where there is no whole. -#}
{% macro share(part, whole) -%}
    cast({{ part }} as double) / nullif(cast({{ whole }} as double), 0)
{%- endmacro %}

{#-
    Aggregate: what a sum of weights, each of which counts with a probability and none of which depends on another, does
    not exceed in 97.5 of 100 cases. The (weighted) Poisson-binomial distribution as a normal one, with its skew (the
    first term of Cornish and Fisher) and half a step of the largest weight; at least that weight, at most the sum of
    all. `order` makes it the same on any number of threads.
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

{#- How close two amounts are, from 0 to 1: the smaller as a share of the larger; null where neither is anything. -#}
{% macro closeness(amount, other) -%}
    {{ share('least(' ~ amount ~ ', ' ~ other ~ ')', 'greatest(' ~ amount ~ ', ' ~ other ~ ')') }}
{%- endmacro %}

{#- How probably a receipt is its household's: 1 where a number says so. -#}
{% macro household_probability(receipt) -%}
    coalesce({{ receipt }}.household_match_probability, 1)
{%- endmacro %}
