{#- A part as a share of a whole, from 0 to 1; null where there is no whole. -#}
{% macro share(part, whole) -%}
    cast({{ part }} as double) / nullif(cast({{ whole }} as double), 0)
{%- endmacro %}
