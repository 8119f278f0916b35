-- Where do people without a NIK live who need help to get one?
-- A row: a kelurahan, with the receipts whose recipient has no NIK on record. Receipts are counted, not persons: a
-- person without a number can not be followed over several receipts.
select
    region.kelurahan,
    region.kecamatan,
    count(*) as receipts,
    count(*) filter (where assistance.person_id is null) as receipts_without_nik,
    round(100.0 * count(*) filter (where assistance.person_id is null) / count(*), 1) as without_nik_pct
from marts.fct_assistance as assistance
inner join marts.dim_semester as semester on assistance.semester_key = semester.semester_key
inner join marts.dim_region as region on assistance.region_key = region.region_key
where semester.semester = '2023S1'
group by region.kelurahan, region.kecamatan
order by receipts_without_nik desc, region.kelurahan asc
