{#-
    Tables and views written in place. dbt's own write under another name, rename, and drop what stood there before: three
    statements more for each model, so that a model can be replaced while others read it. The warehouse is built in a
    database of its own in which nothing stands, and takes its place as a whole (ADR 1). Where something does stand there,
    as when a developer builds twice, it is dropped first.
-#}
{% materialization table, adapter='duckdb' %}
    {{- return(write_in_place('table')) -}}
{% endmaterialization %}

{% materialization view, adapter='duckdb' %}
    {{- return(write_in_place('view')) -}}
{% endmaterialization %}

{% macro write_in_place(relation_type) -%}
    {%- set relation = this.incorporate(type=relation_type) -%}
    {%- do drop_relation_if_exists(load_cached_relation(this)) -%}
    {%- do run_hooks(pre_hooks) -%}
    {%- call statement('main') -%}
        {{ create_table_as(false, relation, sql) if relation_type == 'table' else get_create_view_as_sql(relation, sql) }}
    {%- endcall -%}
    {%- do run_hooks(post_hooks) -%}
    {%- do persist_docs(relation, model) -%}
    {%- do adapter.commit() -%}
    {{- return({'relations': [relation]}) -}}
{%- endmacro %}
