-- Which poor households get no assistance at all?
-- A row: a verified poor household without any receipt in the semester, the poorest and largest first.
select
    poverty.household_id,
    region.kelurahan,
    region.kecamatan,
    poverty.decile,
    poverty.member_count
from marts.fct_household_poverty as poverty
inner join marts.dim_semester as semester on poverty.semester_key = semester.semester_key
inner join marts.dim_region as region on poverty.region_key = region.region_key
left join marts.fct_assistance as assistance
    on
        poverty.semester_key = assistance.semester_key
        and poverty.household_key = assistance.household_key
where
    semester.semester = '2023S1'
    and poverty.is_verified_poor
    and assistance.receipt_key is null
order by poverty.decile asc nulls last, poverty.member_count desc, poverty.household_id asc
