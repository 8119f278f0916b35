-- Which activities reach the most kelurahan?
-- A row: an activity of the semester; one that is confirmed to repeat another is left out.
select
    institution.institution_code,
    activity.activity_code,
    activity.activity_name,
    activity.kelurahan_count
from marts.dim_activity as activity
inner join marts.dim_semester as semester on activity.semester_key = semester.semester_key
inner join marts.dim_institution as institution on activity.institution_key = institution.institution_key
where
    semester.semester = '2023S1'
    and activity.duplicate_of_activity_key is null
order by activity.kelurahan_count desc, institution.institution_code asc, activity.activity_code asc
