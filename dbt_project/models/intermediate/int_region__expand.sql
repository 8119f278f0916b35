select
    kelurahan.region_key,
    kelurahan.region_code as kelurahan_code,
    region.region_level,
    region.region_code
from {{ ref('stg_region') }} as kelurahan
inner join {{ ref('stg_region') }} as region
    on region.region_code in (kelurahan.region_code, kelurahan.kecamatan_code, kelurahan.city_code)
where kelurahan.region_level = 'kelurahan'
