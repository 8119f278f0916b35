-- Pairs of activities of a semester with a word and a kelurahan in common at the same time, and how alike they are. The
-- later one, by institution and then code, would be the repetition.
with pairs as (
    select
        later.activity_number,
        earlier.activity_number as related_activity_number,
        bool_or(later.is_whole_name) as is_same_name
    from {{ ref('int_activity__read') }} as later
    inner join {{ ref('int_activity__read') }} as earlier
        on
            later.semester_key = earlier.semester_key
            and later.word_beginning = earlier.word_beginning
            and later.is_whole_name = earlier.is_whole_name
            and later.activity_number > earlier.activity_number
    where
        not later.is_figure
        and (
            later.word = earlier.word
            or (not later.is_whole_name and {{ is_one_slip_apart('later.word', 'earlier.word') }})
        )
        -- Stages, courses and houses are numbered: different figures, or another order, mean another activity.
        and coalesce(later.figures, earlier.figures, '') = coalesce(earlier.figures, later.figures, '')
    group by later.activity_number, earlier.activity_number
),

names as (
    select
        pair.activity_number,
        pair.related_activity_number,
        pair.is_same_name,
        least(min(later.word_count), min(earlier.word_count)) as fewer_words,
        greatest(min(later.word_count), min(earlier.word_count)) as more_words,
        least(
            count(distinct later.word) filter (where not later.is_whole_name),
            count(distinct earlier.word) filter (where not later.is_whole_name)
        ) as shared_words
    from pairs as pair
    inner join {{ ref('int_activity__read') }} as later on pair.activity_number = later.activity_number
    inner join {{ ref('int_activity__read') }} as earlier
        on
            pair.related_activity_number = earlier.activity_number
            and later.is_whole_name = earlier.is_whole_name
            and (later.word = earlier.word or ({{ is_one_slip_apart('later.word', 'earlier.word') }}))
    group by pair.activity_number, pair.related_activity_number, pair.is_same_name
),

activities as (
    select
        identified.activity_number,
        identified.record_id,
        identified.activity_code_key,
        activity.semester,
        activity.semester_key,
        activity.institution_code,
        activity.published_activity_code as activity_code,
        activity.activity_name,
        activity.source_file,
        activity.source_sheet,
        activity.source_row,
        institution.institution_type,
        activity.region_code,
        activity.fund_source,
        activity.budget_idr,
        activity.realised_idr,
        activity.target_count,
        activity.start_date,
        coalesce(activity.end_date, semester.end_date) as last_date,
        -- A family and a household are counted alike.
        case activity.target_unit when 'KELUARGA' then 'RUMAH_TANGGA' else activity.target_unit end as counted_unit,
        count(*) over (partition by identified.activity_number) as regions
    from {{ ref('stg_kegiatan') }} as activity
    inner join {{ ref('int_activity__identify') }} as identified on activity.record_id = identified.record_id
    inner join {{ ref('stg_semester') }} as semester on activity.semester_key = semester.semester_key
    left join {{ ref('stg_institution') }} as institution on activity.institution_code = institution.institution_code
),

-- Money and targets are those of the kelurahan of both activities at the same time.
places as (
    select
        later.activity_number,
        earlier.activity_number as related_activity_number,
        later.semester,
        later.semester_key,
        later.activity_code_key,
        earlier.activity_code_key as related_activity_code_key,
        later.institution_code,
        earlier.institution_code as related_institution_code,
        later.activity_code,
        earlier.activity_code as related_activity_code,
        later.institution_type = earlier.institution_type as is_one_institution_type,
        later.regions,
        earlier.regions as related_regions,
        min(later.activity_name) as activity_name,
        min(earlier.activity_name) as related_activity_name,
        {{ distinct_list('later.region_code') }} as region_codes,
        count(distinct later.region_code) as shared_regions,
        {{ only_value('later.region_code') }} as region_code,
        {{ first_by('later.record_id', ['later.region_code']) }} as record_id,
        {{ first_by('earlier.record_id', ['earlier.region_code']) }} as related_record_id,
        {{ first_by('later.source_file', ['later.region_code']) }} as source_file,
        {{ first_by('later.source_sheet', ['later.region_code']) }} as source_sheet,
        {{ first_by('later.source_row', ['later.region_code']) }} as source_row,
        sum(later.budget_idr) as budget_idr,
        sum(earlier.budget_idr) as related_budget_idr,
        sum(later.realised_idr) as realised_idr,
        sum(earlier.realised_idr) as related_realised_idr,
        sum(later.target_count) as target_count,
        sum(earlier.target_count) as related_target_count,
        bool_and(later.counted_unit = earlier.counted_unit) as is_one_unit,
        bool_and(later.fund_source = earlier.fund_source) as is_one_fund_source,
        max(abs(later.start_date - earlier.start_date)) as start_days_apart,
        max(abs(later.last_date - earlier.last_date)) as end_days_apart
    from pairs as pair
    inner join activities as later on pair.activity_number = later.activity_number
    inner join activities as earlier
        on
            pair.related_activity_number = earlier.activity_number
            and later.region_code = earlier.region_code
            and later.start_date <= earlier.last_date
            and later.last_date >= earlier.start_date
    group by all
)

select
    place.*,
    case
        when name.is_same_name or name.shared_words = name.more_words then 'same'
        when name.shared_words = name.fewer_words then 'fuller'
        when 3 * name.shared_words >= 2 * name.more_words then 'alike'
        when 2 * name.shared_words >= name.more_words then 'partly'
    end as name_match,
    name.fewer_words,
    name.more_words
from places as place
inner join names as name
    on
        place.activity_number = name.activity_number
        and place.related_activity_number = name.related_activity_number
