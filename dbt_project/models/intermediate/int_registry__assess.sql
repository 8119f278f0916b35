with assessed as (
    select
        listed.record_id,
        listed.semester,
        listed.semester_key,
        listed.institution_code,
        listed.region_code,
        listed.region_key,
        listed.household_id,
        listed.head_person_id,
        coalesce(head.person_key, listed.head_person_id) as head_person_key,
        listed.poverty_status,
        listed.decile,
        listed.member_count,
        listed.surveyed_date,
        listed.source_file,
        listed.source_sheet,
        listed.source_row,
        coalesce(duplicate.separate_household_key, membership.household_key) as household_key,
        coalesce(duplicate.separate_rank, membership.cluster_rank) as cluster_rank,
        listed.poverty_status = 'miskin' as is_counted,
        coalesce(duplicate.separate_rank, membership.cluster_rank) > 1 as is_duplicate,
        departure.household_key is not null as has_left_poverty,
        departure.left_reason,
        departure.effective_date as left_date,
        case
            when coalesce(duplicate.separate_rank, membership.cluster_rank) > 1 then duplicate.matched_by
            else departure.matched_by
        end as matched_by,
        listed.head_person_id is not null and case
            when coalesce(duplicate.separate_rank, membership.cluster_rank) > 1
                then duplicate.related_head_person_id is not null
            else departure.has_nik
        end as both_have_nik,
        -- A decision is certain.
        case
            when coalesce(duplicate.separate_rank, membership.cluster_rank) > 1
                then case when duplicate.finding_status = 'open' then duplicate.match_probability else 1 end
            when departure.finding_status = 'open' then departure.match_probability
            when departure.household_key is not null then 1
        end as match_probability,
        membership.match_probability as uncounted_probability
    from {{ ref('stg_keluarga') }} as listed
    left join {{ ref('stg_household_membership') }} as membership
        on
            listed.record_id = membership.record_id
            and membership.dataset = 'keluarga'
    left join {{ ref('stg_person_match') }} as head on listed.record_id = head.record_id
    left join {{ ref('int_duplicate__decide') }} as duplicate on listed.record_id = duplicate.record_id
    left join {{ ref('int_departure__resolve') }} as departure
        on
            listed.semester_key = departure.semester_key
            and coalesce(duplicate.separate_household_key, membership.household_key) = departure.household_key
            and departure.finding_status <> 'waived'
)

select
    assessed.*,
    assessed.is_counted and not assessed.is_duplicate and not assessed.has_left_poverty as is_verified_poor
from assessed
