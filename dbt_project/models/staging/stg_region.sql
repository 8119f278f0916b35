select
    code_kemendagri as region_code,
    {{ region_key('code_kemendagri') }} as region_key,
    case level when 'kota' then 'city' else level end as region_level,
    name as region_name,
    case level when 'kecamatan' then code_kemendagri else kecamatan_code end as kecamatan_code,
    substring(code_kemendagri, 1, 5) as city_code,
    code_bps as bps_code,
    coalesce(area_km2_official, area_km2_polygon) as area_km2,
    lat as centroid_lat,
    lng as centroid_lon
from {{ ref('regions') }}
