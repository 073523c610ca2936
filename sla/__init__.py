"""The SLA clock: promises kept by events, alarms rung on time."""
