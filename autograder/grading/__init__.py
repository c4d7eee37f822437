"""From jobs to reports: judges in a pool, and a cache of their results."""
