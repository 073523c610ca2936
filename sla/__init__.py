"""The SLA clock: events change promises, and alarms are raised on time."""
