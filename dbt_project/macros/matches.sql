{#- Probable matches: what people assess, and how precise they turn out to be. -#}

{#- The band of a match probability, by its bounds; the lists for review have a word for each. -#}
{% macro probability_band(column) -%}
    case
        when {{ column }} >= 0.999 then '0.999 to 1'
        when {{ column }} >= 0.99 then '0.99 to 0.999'
        when {{ column }} >= 0.9 then '0.9 to 0.99'
        else 'below 0.9'
    end
{%- endmacro %}

{#-
    A bound of the 95 % interval of a share by Wilson: `sign` is + for the upper one. Null where nothing was counted. It
    takes the sample for drawn from an endless number of pairs, so that it is a little too wide where all were assessed.
-#}
{% macro wilson_bound(hits, total, sign) -%}
    {%- set z = 1.959964 -%}
    {%- set variance = hits ~ ' * (' ~ total ~ ' - ' ~ hits ~ ') / cast(' ~ total ~ ' as double)' -%}
    {%- set spread = z ~ ' * sqrt(' ~ variance ~ ' + ' ~ z * z / 4 ~ ')' -%}
    case
        when {{ total }} > 0 then ({{ hits }} + {{ z * z / 2 }} {{ sign }} {{ spread }}) / ({{ total }} + {{ z * z }})
    end
{%- endmacro %}
