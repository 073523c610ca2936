"""What can happen to a ticket: opened, moved, resolved, reopened, taken back, marked, promised, rated."""
