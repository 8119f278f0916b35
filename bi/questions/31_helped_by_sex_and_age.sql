-- Who is helped, by sex and age?
-- A row: an age band and a sex, with the persons who received something in the semester. A person whose receipts name
-- two sexes or age bands counts in each; a recipient whom nothing identifies is in the receipts alone.
select
    assistance.age_band,
    assistance.sex,
    count(distinct assistance.person_key) filter (where assistance.person_key <> 'unknown') as persons,
    count(*) as receipts,
    sum(assistance.amount_idr) as amount_idr
from marts.fct_assistance as assistance
inner join marts.dim_semester as semester on assistance.semester_key = semester.semester_key
where semester.semester = '2023S1'
group by assistance.age_band, assistance.sex
order by assistance.age_band, assistance.sex
