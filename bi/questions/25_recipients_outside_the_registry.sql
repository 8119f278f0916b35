-- Which institutions help households that are not in the registry?
-- A row: an institution, with the share of its receipts that went to households outside the semester's registry. A
-- household whose registry row was refused is not outside.
with outside as (
    select distinct concerned.record_id
    from marts.bridge_finding_row as concerned
    inner join marts.fct_quality_finding as finding on concerned.finding_id = finding.finding_id
    where
        finding.rule_code = 'recipient_not_in_registry'
        and finding.status in ('open', 'confirmed')
)

select
    institution.institution_code,
    count(*) as receipts,
    count(outside.record_id) as receipts_outside,
    sum(case when outside.record_id is not null then assistance.amount_idr end) as amount_idr_outside,
    round(100.0 * count(outside.record_id) / count(*), 1) as outside_pct
from marts.fct_assistance as assistance
inner join marts.dim_semester as semester on assistance.semester_key = semester.semester_key
inner join marts.dim_institution as institution on assistance.institution_key = institution.institution_key
left join outside on assistance.receipt_key = outside.record_id
where semester.semester = '2023S1'
group by institution.institution_code
having count(outside.record_id) > 0
order by outside_pct desc, institution.institution_code asc
