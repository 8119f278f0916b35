{#- Date arithmetic, which differs between engines; a new engine adds its own `<engine>__` beside each. -#}

{#- The last day of a period of months from a first day; without months, that day. -#}
{% macro covered_until(day, months) -%}
    {{ return(adapter.dispatch('covered_until')(day, months)) }}
{%- endmacro %}

{% macro duckdb__covered_until(day, months) -%}
    cast(
        case when {{ months }} > 0 then {{ day }} + to_months({{ months }}) - interval 1 day else {{ day }} end as date
    )
{%- endmacro %}

{#- One row per day from a first to a last one; an expression of the select list. -#}
{% macro date_rows(first, last) -%}
    {{ return(adapter.dispatch('date_rows')(first, last)) }}
{%- endmacro %}

{% macro duckdb__date_rows(first, last) -%}
    cast(unnest(generate_series({{ first }}, {{ last }}, interval 1 day)) as date)
{%- endmacro %}
