select
    region.region_key,
    region.region_code,
    region.region_level,
    region.region_name,
    case when region.region_level = 'kelurahan' then region.region_name end as kelurahan,
    region.kecamatan_code,
    kecamatan.region_name as kecamatan,
    region.city_code,
    city.region_name as city,
    region.bps_code,
    region.area_km2,
    shape.geometry,
    region.centroid_lon,
    region.centroid_lat
from {{ ref('stg_region') }} as region
inner join {{ ref('stg_region') }} as city on region.city_code = city.region_code
inner join {{ ref('stg_region_shape') }} as shape on region.region_code = shape.region_code
left join {{ ref('stg_region') }} as kecamatan on region.kecamatan_code = kecamatan.region_code
