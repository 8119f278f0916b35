{%- set months = [
    ('Januari', 'January'), ('Februari', 'February'), ('Maret', 'March'), ('April', 'April'), ('Mei', 'May'),
    ('Juni', 'June'), ('Juli', 'July'), ('Agustus', 'August'), ('September', 'September'), ('Oktober', 'October'),
    ('November', 'November'), ('Desember', 'December'),
] %}
{%- set weekdays = [
    ('Senin', 'Monday'), ('Selasa', 'Tuesday'), ('Rabu', 'Wednesday'), ('Kamis', 'Thursday'), ('Jumat', 'Friday'),
    ('Sabtu', 'Saturday'), ('Minggu', 'Sunday'),
] %}
with days as (
    select {{ date_rows('min(start_date)', 'max(end_date)') }} as date
    from {{ ref('dim_semester') }}
),

parts as (
    select
        date,
        cast(extract('year' from date) as integer) as year,
        cast(extract('month' from date) as integer) as month,
        cast(extract('isodow' from date) as integer) as weekday
    from days
)

select
    {{ date_key('date') }} as date_key,
    date,
    year,
    year || 'S' || case when month <= 6 then 1 else 2 end as semester,
    cast(ceil(month / 3.0) as integer) as quarter,
    month,
    case month
        {% for name_id, _ in months %}when {{ loop.index }} then '{{ name_id }}'
        {% endfor %}
    end as month_name_id,
    case month
        {% for _, name_en in months %}when {{ loop.index }} then '{{ name_en }}'
        {% endfor %}
    end as month_name_en,
    weekday,
    case weekday
        {% for name_id, _ in weekdays %}when {{ loop.index }} then '{{ name_id }}'
        {% endfor %}
    end as weekday_name_id,
    case weekday
        {% for _, name_en in weekdays %}when {{ loop.index }} then '{{ name_en }}'
        {% endfor %}
    end as weekday_name_en
from parts
