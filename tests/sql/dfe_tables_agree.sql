-- What this is: the Department's tables agree with each other: what their parts add up to is their
-- whole, and the plans issued are the same in the two tables that count them.
-- When it matters: these rows lie beside the published ones, where anyone can add them up.
-- How to resolve: the three tables read int_dfe_requests; compare what each leaves out.
select
    timeliness.time_period,
    timeliness.geographic_level,
    timeliness.new_la_code,
    timeliness.plans_issued_den_with_appealed,
    assessments.assess_issued
from {{ ref('dfe_timeliness') }} as timeliness
full outer join {{ ref('dfe_assessments') }} as assessments
    on timeliness.time_period = assessments.time_period
    and timeliness.geographic_level = assessments.geographic_level
    and timeliness.region_code is not distinct from assessments.region_code
    and timeliness.new_la_code is not distinct from assessments.new_la_code
where
    timeliness.plans_issued_den_with_appealed is distinct from assessments.assess_issued
    {%- for suffix in ['', '_with_appealed'] %}
    or timeliness.plans_issued_den{{ suffix }}
    <> timeliness.plans_issued_within_20_weeks{{ suffix }}
    + timeliness.plans_issued_gt20weeks_ltyear{{ suffix }}
    + timeliness.plans_issued_gt_1_year{{ suffix }}
    or timeliness.plans_issued_den_ex{{ suffix }}
    <> timeliness.plans_issued_20_weeks_ex{{ suffix }}
    + timeliness.plans_issued_gt20weeks_ltyear_ex{{ suffix }}
    + timeliness.plans_issued_gt_1_year_ex{{ suffix }}
    {%- endfor %}
    or assessments.assess_in_year
    <> assessments.assess_issued + assessments.assess_not_issued + assessments.assess_withdrawn
    or assessments.assess_not_issued
    <> assessments.outcome_decision_within_time + assessments.outcome_decision_over_time
