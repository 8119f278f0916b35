{#- Text functions whose syntax differs between engines; a new engine adds its own `<engine>__` beside each. -#}

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
    Mask possible NIK and KK numbers in free text (file, sheet and activity names, codes, document numbers): a run of 16
    or more digits, or 16 digits in the usual groups (4-4-4-4, 6-6-4).
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

{#- One row per row of `relation` and word of a text: key, word without case and accents, position from 1. -#}
{% macro word_rows(relation, key, text) -%}
    {{ return(adapter.dispatch('word_rows')(relation, key, text)) }}
{%- endmacro %}

{% macro duckdb__word_rows(relation, key, text) -%}
    (
        select {{ key }}, unnest(words) as word, generate_subscripts(words, 1) as word_place
        from (
            select {{ key }}, string_split_regex(lower(strip_accents({{ text }})), '[^\p{L}\p{N}]+') as words
            from {{ relation }}
        )
    )
{%- endmacro %}

{#- Whether the whole text matches a regular expression. -#}
{% macro is_all(column, pattern) -%}
    {{ return(adapter.dispatch('is_all')(column, pattern)) }}
{%- endmacro %}

{% macro duckdb__is_all(column, pattern) -%}
    regexp_full_match({{ column }}, {{ pattern }})
{%- endmacro %}

{#- Whether two words are at most one edit apart: a letter wrong, missing or extra, or two neighbours swapped. -#}
{% macro is_one_slip_apart(word, other) -%}
    {{ return(adapter.dispatch('is_one_slip_apart')(word, other)) }}
{%- endmacro %}

{% macro duckdb__is_one_slip_apart(word, other) -%}
    least(length({{ word }}), length({{ other }})) > 3
    and greatest(length({{ word }}), length({{ other }})) > 4
    and damerau_levenshtein({{ word }}, {{ other }}) <= 1
{%- endmacro %}
