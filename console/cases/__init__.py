"""The pages of cases: queue, one case, its acts, intake, export."""
