select
    kelurahan.region_key,
    kelurahan.region_code,
    kelurahan.region_name as kelurahan,
    kecamatan.region_code as kecamatan_code,
    kecamatan.region_name as kecamatan,
    city.region_code as city_code,
    city.region_name as city
from {{ ref('stg_region') }} as kelurahan
inner join {{ ref('stg_region') }} as kecamatan
    on
        kelurahan.kecamatan_code = kecamatan.region_code
        and kecamatan.region_level = 'kecamatan'
inner join {{ ref('stg_region') }} as city
    on
        kelurahan.city_code = city.region_code
        and city.region_level = 'city'
where kelurahan.region_level = 'kelurahan'
