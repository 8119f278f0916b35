{#-
    The columns of a finding across institutions, in the order in which all findings are united.

    `identity` are the expressions that tell it from the rule's other findings of the semester. `columns` maps the names
    of the columns that this rule fills to expressions; the others are null. A finding that concerns one row carries its
    institution, region and source; one that concerns several has null where they differ. `carried_status` is what was
    decided elsewhere and holds for it, too, until it is decided on itself; `is_open_again` says that there is more
    evidence than what was decided on, so that the decision does not hold.
-#}
{% macro finding_row(rule_code, identity, columns) -%}
    {{ finding_id(rule_code, 'semester', identity) }} as finding_id,
    semester,
    semester_key,
    '{{ rule_code }}' as rule_code,
    'warning' as severity,
    {%- for name, data_type in finding_column_types().items() %}
    cast({{ columns.get(name, 'null') }} as {{ data_type }}) as {{ name }},
    {%- endfor %}
    cast({{ columns.get('carried_status', 'null') }} as varchar) as carried_status,
    cast({{ columns.get('is_open_again', 'false') }} as boolean) as is_open_again
{%- endmacro %}

{#-
    How strong the evidence of a match is: both numbers (`kk_nik`) are more than one, a KK number is more than a NIK, and
    a NIK more than a probable match.
-#}
{% macro match_strength(column) -%}
    case {{ column }} when 'kk_nik' then 4 when 'kk' then 3 when 'nik' then 2 else 1 end
{%- endmacro %}

{#- What a finding says beside its id, semester, rule and severity: column name to data type. -#}
{% macro finding_column_types() -%}
    {{ return({
        'institution_code': 'varchar',
        'region_code': 'varchar',
        'source_file': 'varchar',
        'source_sheet': 'varchar',
        'source_row': 'bigint',
        'source_column': 'varchar',
        'entity_type': 'varchar',
        'entity_id': 'varchar',
        'related_entity_id': 'varchar',
        'match_probability': 'double',
        'evidence': 'varchar',
    }) }}
{%- endmacro %}
