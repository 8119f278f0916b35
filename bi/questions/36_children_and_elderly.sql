-- In which kelurahan are children and elderly people helped?
-- A row: a kelurahan, with the persons below 18, of 60 and more, and of all ages who received something.
select
    region.kelurahan,
    count(distinct assistance.person_key) filter (where assistance.age_band in ('0-4', '5-17')) as children,
    count(distinct assistance.person_key) filter (where assistance.age_band = '60+') as elderly,
    count(distinct assistance.person_key) as persons
from marts.fct_assistance as assistance
inner join marts.dim_semester as semester on assistance.semester_key = semester.semester_key
inner join marts.dim_region as region on assistance.region_key = region.region_key
where
    semester.semester = '2023S1'
    and assistance.person_key <> 'unknown'
group by region.kelurahan
order by persons desc, region.kelurahan asc
