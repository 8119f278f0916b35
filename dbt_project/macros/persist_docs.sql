{#-
    The comments of a mart and of its columns in one statement. dbt's own asks the database twice which columns there are;
    those of a mart are in its contract.
-#}
{% macro duckdb__persist_docs(relation, model, for_relation, for_columns) -%}
    {%- set comments = [] -%}
    {%- if for_relation and config.persist_relation_docs() -%}
        {%- do comments.append(relation.type ~ ' ' ~ relation ~ ' is ' ~ duckdb_escape_comment(model.description)) -%}
    {%- endif -%}
    {%- if for_columns and config.persist_column_docs() -%}
        {%- for name, column in model.columns.items() -%}
            {%- do comments.append(
                'column ' ~ relation ~ '.' ~ name ~ ' is ' ~ duckdb_escape_comment(column.description)
            ) -%}
        {%- endfor -%}
    {%- endif -%}
    {%- if comments -%}
        {%- do run_query('comment on ' ~ comments | join('; comment on ')) -%}
    {%- endif -%}
{%- endmacro %}
