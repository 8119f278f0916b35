{#-
    The columns of a finding across institutions, in the order in which all findings are united.

    `identity` are the expressions that distinguish it from the rule's other findings of the semester. `rows` are the
    rows that it concerns (macro `concerned_rows`); an institution that reported one of its subjects gets the finding at
    that row. `columns` maps the names of the columns that this rule fills to expressions; the others are null. With
    `is_placed`, the query's columns for institution, region and source are the finding's: a finding on one row has
    those of the row, one on several has null where they differ.
    `carried_status` is an earlier decision that applies until there is one on the finding itself; `is_open_again`: the
    evidence has grown since the decision, which no longer applies. `first_record_id` and `second_record_id` are the two
    rows that people compare in the list for review; a rule that fills them is decided on there.
-#}
{% macro finding_row(rule_code, identity, rows, columns, is_placed=false) -%}
    {%- if is_placed -%}
        {%- for name in ['institution_code', 'region_code', 'source_file', 'source_sheet', 'source_row'] -%}
            {%- do columns.update({name: name}) -%}
        {%- endfor -%}
    {%- endif -%}
    {{ finding_id(rule_code, 'semester', identity) }} as finding_id,
    semester,
    semester_key,
    '{{ rule_code }}' as rule_code,
    'warning' as severity,
    {{ typed_columns(finding_column_types(), columns) }},
    {{ concerned_rows(rows) }},
    {{ typed_columns(finding_private_types(), columns) }}
{%- endmacro %}

{#- Columns of the given types (name to data type), each with its expression in `columns`, else null. -#}
{% macro typed_columns(types, columns) -%}
    {%- set parts = [] -%}
    {%- for name, data_type in types.items() -%}
        {%- do parts.append('cast(' ~ columns.get(name, 'null') ~ ' as ' ~ data_type ~ ') as ' ~ name) -%}
    {%- endfor -%}
    {{- parts | join(',\n    ') -}}
{%- endmacro %}

{#-
    The rows that a finding concerns: a list of record ids by role. `subject` is required (null for none): the finding
    is reported at these rows. `part` are further rows of the same person or activity, `related` those of the other one
    and all other evidence.
-#}
{% macro concerned_rows(rows) -%}
    {%- if 'subject' not in rows or rows.keys() | reject('in', row_roles()) | list -%}
        {%- do exceptions.raise_compiler_error(
            'a finding must say its rows by role: subject (null where it has none), and perhaps part and related'
        ) -%}
    {%- endif -%}
    {%- set types, columns = {}, {} -%}
    {%- for role in row_roles() -%}
        {%- do types.update({role ~ '_record_ids': 'varchar []'}) -%}
        {%- do columns.update({role ~ '_record_ids': rows.get(role, 'null')}) -%}
    {%- endfor -%}
    {{- typed_columns(types, columns) -}}
{%- endmacro %}

{#- The roles of a row in a finding. -#}
{% macro row_roles() -%}
    {{ return(['subject', 'part', 'related']) }}
{%- endmacro %}

{#-
    Rank of the evidence of a match: both numbers (`kk_nik`), then KK number, NIK, probable match.
-#}
{% macro match_strength(column) -%}
    case {{ column }} when 'kk_nik' then 4 when 'kk' then 3 when 'nik' then 2 else 1 end
{%- endmacro %}

{#- The columns of a finding besides its id, semester, rule and severity: name to data type. -#}
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

{#- The columns of a finding for other models only, which are not published. -#}
{% macro finding_private_types() -%}
    {{ return({
        'related_institution_code': 'varchar',
        'first_record_id': 'varchar',
        'second_record_id': 'varchar',
        'household_key': 'varchar',
        'carried_status': 'varchar',
        'is_open_again': 'boolean',
    }) }}
{%- endmacro %}

{#-
    The models of all rules (`var('finding_rules')`). dbt resolves references before it knows all models, so that the
    list can not be made from the folder; a build fails where the two differ.
-#}
{% macro finding_models() -%}
    {%- set listed = [] -%}
    {%- for rule in var('finding_rules') -%}
        {%- do listed.append('int_finding__' ~ rule) -%}
    {%- endfor -%}
    {%- if execute -%}
        {%- set in_folder = [] -%}
        {%- for node in graph.nodes.values() if node.resource_type == 'model' and 'findings' in node.fqn -%}
            {%- do in_folder.append(node.name) -%}
        {%- endfor -%}
        {%- if in_folder | sort != listed | sort -%}
            {%- do exceptions.raise_compiler_error(
                'models/intermediate/findings holds ' ~ in_folder | sort | join(', ')
                ~ '; finding_rules in dbt_project.yml says ' ~ listed | sort | join(', ')
            ) -%}
        {%- endif -%}
    {%- endif -%}
    {{ return(listed) }}
{%- endmacro %}
