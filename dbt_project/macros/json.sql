{#- JSON and ordered aggregates, whose syntax differs by engine; a new engine adds its own `<engine>__` to each. -#}

{#- JSON object as text. `members` maps a name to an SQL expression; a list becomes an array, a null stays null. -#}
{% macro json_object(members) -%}
    {{ return(adapter.dispatch('json_object')(members)) }}
{%- endmacro %}

{% macro duckdb__json_object(members) -%}
    {%- set parts = [] -%}
    {%- for name, expression in members.items() -%}
        {%- do parts.append("'" ~ name ~ "', " ~ expression) -%}
    {%- endfor -%}
    cast(json_object({{ parts | join(', ') }}) as varchar)
{%- endmacro %}

{#- A member of a JSON object, as text; null where there is none. -#}
{% macro json_text(column, name) -%}
    {{ return(adapter.dispatch('json_text')(column, name)) }}
{%- endmacro %}

{% macro duckdb__json_text(column, name) -%}
    json_extract_string({{ column }}, '$.{{ name }}')
{%- endmacro %}

{#- Aggregate: the distinct values of an expression as a list, in order. -#}
{% macro distinct_list(expression) -%}
    {{ return(adapter.dispatch('distinct_list')(expression)) }}
{%- endmacro %}

{% macro duckdb__distinct_list(expression) -%}
    list(distinct {{ expression }} order by {{ expression }})
{%- endmacro %}

{#- Aggregate: one object per row with the given members (name to expression), in the given order, as a list. -#}
{% macro object_list(members, order) -%}
    {{ return(adapter.dispatch('object_list')(members, order)) }}
{%- endmacro %}

{% macro duckdb__object_list(members, order) -%}
    {%- set parts = [] -%}
    {%- for name, expression in members.items() -%}
        {%- do parts.append("'" ~ name ~ "': " ~ expression) -%}
    {%- endfor -%}
    list({ {{- parts | join(', ') -}} } order by {{ order }})
{%- endmacro %}

{#-
    Aggregate: the value of an expression in the first row by the given order of dates and texts, none of them null.
    They are compared as one text, several times faster than as a tuple.
-#}
{% macro first_by(expression, order) -%}
    {{ return(adapter.dispatch('first_by')(expression, order)) }}
{%- endmacro %}

{% macro duckdb__first_by(expression, order) -%}
    arg_min({{ expression }}, concat_ws('|', {{ order | join(', ') }}))
{%- endmacro %}

{#- Aggregate: the one value that all rows share, null where there are several. -#}
{% macro only_value(expression) -%}
    case when min({{ expression }}) = max({{ expression }}) then min({{ expression }}) end
{%- endmacro %}
