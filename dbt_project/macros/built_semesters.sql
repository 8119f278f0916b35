{#-
    Whether a row is of a semester that this build makes: those in SEKTAP_SEMESTERS, separated by commas; all where it
    is empty. Other semesters are unchanged (ADR 15). The list becomes text of the query, so that DuckDB opens the files
    of these semesters alone.
-#}
{% macro is_built(column='semester') -%}
    {%- set semesters = env_var('SEKTAP_SEMESTERS', '') if execute else '' -%}
    {%- if semesters -%}
        {{ column }} in ('{{ semesters.split(',') | join("', '") }}')
    {%- else -%}
        true
    {%- endif -%}
{%- endmacro %}

{#-
    The rows that earlier runs have kept of a table (source `standing`), without the semesters that this build makes and
    whose earlier rows it replaces.
-#}
{% macro standing(table) -%}
    (select * from {{ source('standing', table) }} where not ({{ is_built() }}))
{%- endmacro %}
