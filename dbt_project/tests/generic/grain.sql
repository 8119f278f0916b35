{#- A returned row is a combination of the grain's columns that stands in the model more than once. -#}
{% test grain(model, columns) %}
    select
        {{ columns | join(', ') }},
        count(*) as row_count
    from {{ model }}
    group by {{ columns | join(', ') }}
    having count(*) > 1
{% endtest %}
