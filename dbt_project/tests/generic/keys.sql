{#-
    A returned row is a value of the primary key that stands in more than one row, or a value of a foreign key that no
    row of the table it leads to has; null leads nowhere. `foreign` maps a column to that table, or to {to, field,
    where}: the table, its column where that has another name, and which rows must lead somewhere.
    All keys of a mart in one test: a test of each would cost the run more than it looks at.
-#}
{% test keys(model, primary, foreign={}) %}
    {{ repeated_key(model, primary) }}
    {% for column, leads_to in foreign.items() -%}
    union all
    select
        '{{ column }} leads nowhere' as broken,
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
