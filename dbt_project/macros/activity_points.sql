{#-
    Evidence for and against two activities (a row of int_activity__compare with `money_closeness`) being one, in points
    of which each doubles the odds; docs/overlap.md explains them.
-#}
{% macro activity_points() -%}
case
    when name_match = 'same' and more_words > 1 then 7
    when name_match = 'same' or (name_match = 'fuller' and fewer_words > 1) then 5
    when name_match = 'fuller' then 2
    -- Each has a word of its own: as do two courses of one institution, but also one course of two institutions.
    when institution_code = related_institution_code then -4
    when name_match = 'alike' then 0
    else -1
end
+ case
    when money_closeness is null then 0
    when budget_idr = related_budget_idr then 6
    -- An activity with two codes in one budget is two parts of it.
    when institution_code = related_institution_code then -3
    when money_closeness >= 0.95 then 3
    when money_closeness >= 0.75 then 1
    when money_closeness >= 0.5 then -2
    else -5
end
+ case
    when shared_regions = greatest(regions, related_regions) then 2
    when shared_regions = least(regions, related_regions) then 1
    else 0
end
+ case when start_days_apart <= 7 and end_days_apart <= 7 then 2 else 0 end
+ case when is_one_unit then 1 else -3 end
+ case when target_count = related_target_count and is_one_unit then 2 else 0 end
-- The paying and the implementing institution each report their own source of funds.
+ case when is_one_fund_source then 1 when is_one_institution_type then -1 else 0 end
{%- endmacro %}

{#-
    Probability that two activities are one, by their points and by the share of all recipients that are in both lists
    (null where not both have one). The prior is one in 512 of the compared pairs.
-#}
{% macro activity_probability(points, recipient_overlap) -%}
1 / (
    1 + power(
        2,
        9 - {{ points }} - case
            when {{ recipient_overlap }} is null then 0
            when {{ recipient_overlap }} >= 0.8 then 6
            when {{ recipient_overlap }} >= 0.5 then 2
            when {{ recipient_overlap }} >= 0.1 then -2
            else -6
        end
    )
)
{%- endmacro %}
