{#- Keys of the star schema. Portable: built on dbt's own cross-database macros. -#}

{#- Whole-number key of a semester: 2023S1 is 20231. -#}
{% macro semester_key(column) -%}
    cast(replace({{ column }}, 'S', '') as integer)
{%- endmacro %}

{#- Whole-number key of a region: 35.74.01.1001 is 3574011001. -#}
{% macro region_key(column) -%}
    cast(replace({{ column }}, '.', '') as bigint)
{%- endmacro %}

{#- 32 hex digits over the given expressions, in their order. A null is told from an empty text. -#}
{% macro surrogate_key(expressions) -%}
    {%- set parts = [] -%}
    {%- for expression in expressions -%}
        {%- do parts.append("coalesce(cast(" ~ expression ~ " as varchar), '~')") -%}
        {%- if not loop.last -%}{%- do parts.append("'|'") -%}{%- endif -%}
    {%- endfor -%}
    md5({{ parts | join(' || ') }})
{%- endmacro %}

{#-
    Id of a finding: the same in every run that sees it. `identity` are the expressions that tell one finding of the
    rule from another within its semester; they must hold nothing that could be a number of a person in clear text.
-#}
{% macro finding_id(rule_code, semester, identity) -%}
    {{ surrogate_key(["'" ~ rule_code ~ "'", semester] + identity) }}
{%- endmacro %}
