"""What the desk does for itself: it retells what a listener missed, and forgets what was kept only for a while."""
