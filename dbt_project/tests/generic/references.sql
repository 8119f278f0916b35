{#-
    Fails where a key leads to no row of the table that it is a key of; null leads nowhere. `keys` maps the column, which
    both have, to that table. All keys of a model in one test: a test of each would cost the run more than it looks at.
-#}
{% test references(model, keys) %}
    {% for column, table in keys.items() %}
        select
            '{{ column }}' as foreign_key,
            cast(referring.{{ column }} as varchar) as unknown_value
        from {{ model }} as referring
        left join {{ table }} as referred on referring.{{ column }} = referred.{{ column }}
        where
            referring.{{ column }} is not null
            and referred.{{ column }} is null
        {% if not loop.last %}union all{% endif %}
    {% endfor %}
{% endtest %}
