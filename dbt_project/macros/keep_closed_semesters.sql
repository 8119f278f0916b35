{#-
    After a mart is built: the rows of closed semesters are those that were published when the semester was closed, and
    nothing that the build has come to since (ADR 7). Runs as a post-hook of every mart.

    A mart with a semester_key has its rows of these semesters exchanged. A dimension without one keeps the rows that
    the kept facts refer to and the build no longer has; its `meta` names the key (`kept_for_closed_semesters`).
    Frozen files of a semester that is not closed any more, or not yet, are not read.
-#}
{% macro keep_closed_semesters() -%}
    {%- set columns = model.columns.keys() | list -%}
    {%- set key = model.config.meta.get('kept_for_closed_semesters') -%}
    {%- if 'semester_key' in columns -%}
        delete from {{ this }} where semester_key in (
            select {{ semester_key('semester') }}
            from {{ source('reference', 'semester') }}
            where is_closed
        );
        insert into {{ this }} by name
        select {{ columns | join(', ') }} from {{ frozen_rows(this) }};
    {%- elif key -%}
        insert into {{ this }} by name
        select distinct on ({{ key }}) {{ columns | join(', ') }}
        from {{ frozen_rows(this) }}
        where {{ key }} not in (select {{ key }} from {{ this }})
        order by {{ key }}, closed_semester desc;
    {%- endif -%}
{%- endmacro %}

{#-
    The rows of a mart as they were published when their semesters were closed; `closed_semester` tells which. A column
    that the mart did not have then is null.
-#}
{% macro frozen_rows(mart) -%}
    (
        select * from {{ mart }} where false
        union all by name
        select *
        from read_parquet(
            'frozen/*/{{ mart.name }}.parquet',
            hive_partitioning = true, hive_types_autocast = false, union_by_name = true
        )
        where closed_semester in (
            select semester
            from {{ source('reference', 'semester') }}
            where is_closed
        )
    ) as frozen
{%- endmacro %}
