-- Which kelurahan gets the most assistance for each poor household?
-- A row: a kelurahan in which a recipient lives, the most assisted first. Assistance is what people received,
-- whether poor or not; what was spent on activities is another question.
select
    region.kelurahan,
    region.kecamatan,
    count(*) as receipts,
    sum(assistance.amount_idr) as amount_idr,
    headcount.verified_households as poor_households,
    round(sum(assistance.amount_idr) / nullif(headcount.verified_households, 0)) as amount_idr_per_poor_household
from marts.fct_assistance as assistance
inner join marts.dim_region as region on assistance.region_key = region.region_key
inner join marts.agg_poverty_headcount as headcount
    on
        assistance.semester_key = headcount.semester_key
        and region.region_code = headcount.region_code
where headcount.semester = '2023S1'
group by region.kelurahan, region.kecamatan, headcount.verified_households
order by amount_idr_per_poor_household desc nulls last, region.kelurahan asc
