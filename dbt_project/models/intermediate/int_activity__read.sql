-- The words of an activity's name, without those that any name has, and with one word for each kind of work.
with meanings as (
    select
        word,
        read_as
    from {{ ref('activity_word') }}
    union all
    -- Places are compared separately.
    select
        word,
        null as read_as
    from {{ word_rows(ref('stg_region'), 'region_code', 'region_name') }}
    group by word
),

activities as (
    select
        identified.activity_number,
        activity.semester_key,
        min(activity.activity_name) as activity_name
    from {{ ref('stg_kegiatan') }} as activity
    inner join {{ ref('int_activity__identify') }} as identified on activity.record_id = identified.record_id
    group by identified.activity_number, activity.semester_key
),

said as (
    select
        written.activity_number,
        written.word_place,
        case when meaning.word is null then written.word else meaning.read_as end as word
    from {{ word_rows('activities', 'activity_number', 'activity_name') }} as written
    left join meanings as meaning on written.word = meaning.word
    where
        written.word <> ''
        and not {{ is_all('written.word', "'(19|20)[0-9]{2}'") }}
),

words as (
    select
        activity_number,
        word,
        min(word_place) as word_place
    from said
    where word is not null
    group by activity_number, word
),

names as (
    select
        activity_number,
        count(*) as word_count,
        string_agg(word, ' ' order by word_place) filter (where {{ is_all('word', "'[0-9]+'") }}) as figures
    from words
    group by activity_number
),

-- The folded name itself is added, so that equal names match without their words.
said_or_written as (
    select
        activity_number,
        word,
        false as is_whole_name
    from words
    union all
    select
        activity_number,
        {{ fold_name('activity_name') }} as word,
        true as is_whole_name
    from activities
)

select
    activity.activity_number,
    activity.semester_key,
    activity.activity_name,
    said_or_written.word,
    -- Words are looked up by their beginning, because typos are mostly further on.
    substring(said_or_written.word, 1, 3) as word_beginning,
    said_or_written.is_whole_name,
    {{ is_all('said_or_written.word', "'[0-9]+'") }} as is_figure,
    coalesce(name.word_count, 0) as word_count,
    name.figures
from activities as activity
inner join said_or_written on activity.activity_number = said_or_written.activity_number
left join names as name on activity.activity_number = name.activity_number
