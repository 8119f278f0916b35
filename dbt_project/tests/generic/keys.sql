{#-
    A returned row is a value of the primary key that is in more than one row, or a foreign key other than null without
    a row in the referenced table. `foreign` maps a column to that table, or to {to, field, where}: the table, its
    column where that has another name, and the rows that must have a reference. All keys of a mart are one test,
    because the overhead of a test each would exceed the checks themselves.
-#}
{% test keys(model, primary, foreign={}) %}
    {{ repeated_key(model, primary) }}
    {% for column, leads_to in foreign.items() -%}
    union all
    select
        '{{ column }} has no referenced row' as broken,
        cast(referring.{{ column }} as varchar) as broken_value,
        count(*) as row_count
    from {{ model }} as referring
    left join {{ leads_to.to or leads_to }} as referred on referring.{{ column }} = referred.{{ leads_to.field or column }}
    where
        referring.{{ column }} is not null
        and referred.{{ leads_to.field or column }} is null
        {% if leads_to.where %}and {{ leads_to.where }}{% endif %}
    group by referring.{{ column }}
    {% endfor %}
{% endtest %}
