{#- Text functions that engines spell differently; a new engine adds its own `<engine>__` beside each. -#}

{#- Fold a kind of assistance for comparison: no case, no spacing. -#}
{% macro fold_kind(column) -%}
    {{ return(adapter.dispatch('fold_kind')(column)) }}
{%- endmacro %}

{% macro duckdb__fold_kind(column) -%}
    regexp_replace(lower({{ column }}), '\s+', '', 'g')
{%- endmacro %}

{#- Fold an activity's name for comparison: letters and digits alone, no case. -#}
{% macro fold_name(column) -%}
    {{ return(adapter.dispatch('fold_name')(column)) }}
{%- endmacro %}

{% macro duckdb__fold_name(column) -%}
    regexp_replace(lower({{ column }}), '[^\p{L}\p{N}]+', '', 'g')
{%- endmacro %}

{#-
    Mask what could be a NIK or KK number in free text (file, sheet and activity names, codes, document numbers): a run
    of 16 or more digits, or 16 digits in the groups in which people write them (4-4-4-4, 6-6-4).
-#}
{% macro mask_numbers(column) -%}
    {{ return(adapter.dispatch('mask_numbers')(column)) }}
{%- endmacro %}

{% macro duckdb__mask_numbers(column) -%}
    regexp_replace(
        {{ column }},
        '[0-9]{16,}|[0-9]{4}[ ._-][0-9]{4}[ ._-][0-9]{4}[ ._-][0-9]{4}|[0-9]{6}[ ._-][0-9]{6}[ ._-][0-9]{4}',
        '################',
        'g'
    )
{%- endmacro %}
