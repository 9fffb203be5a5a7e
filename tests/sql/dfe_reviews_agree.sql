-- What this is: every plan held at the year's end is expected to be reviewed or not, and every one
-- that is expected was last met in the year, before it, or never.
-- When it matters: these rows lie beside the published ones, where anyone can add them up.
-- How to resolve: see plan_years in dfe_annual_reviews.
select *
from {{ ref('dfe_annual_reviews') }}
where
    total_ehc_plans <> review_expected + review_not_expected
    or review_expected <> review_meeting_year + review_meeting_prior + no_review_meeting
