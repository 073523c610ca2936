"""PostgreSQL as infrastructure: transactions, journal, jobs, wake-ups, files; it never mentions tickets."""
