-- How many who are helped have no NIK, by age?
-- A row: an age band, with the receipts of the semester.
select
    assistance.age_band,
    count(*) as receipts,
    count(*) filter (where assistance.person_id is null) as receipts_without_nik
from marts.fct_assistance as assistance
inner join marts.dim_semester as semester on assistance.semester_key = semester.semester_key
where semester.semester = '2023S1'
group by assistance.age_band
order by assistance.age_band
