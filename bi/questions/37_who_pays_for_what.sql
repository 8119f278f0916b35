-- Who pays for which strategy?
-- A row: a strategy and a source of funds, with what was spent in the semester without what is confirmed as reported
-- twice.
select
    strategy.strategy_no,
    strategy.strategy_name_id,
    fund.label_id as fund_source,
    sum(spending.counted_realised_idr) as realised_idr
from marts.agg_spending_city as spending
inner join marts.dim_strategy as strategy on spending.strategy_key = strategy.strategy_key
inner join marts.dim_fund_source as fund on spending.fund_source = fund.fund_source
where spending.semester = '2023S1'
group by strategy.strategy_no, strategy.strategy_name_id, fund.label_id
order by strategy.strategy_no asc, realised_idr desc
