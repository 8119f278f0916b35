-- How much poverty assistance went to households after they had left poverty?
-- A row: a semester, with all institutions' money together.
select
    semester,
    count(*) as households,
    sum(cast(cast(evidence as json) ->> 'receipt_count' as integer)) as receipts,
    sum(cast(cast(evidence as json) ->> 'amount_idr' as decimal(18, 2))) as amount_idr
from marts.fct_quality_finding
where
    rule_code = 'left_poverty_still_assisted'
    and status in ('open', 'confirmed')
group by semester
order by semester
