"""What the desk does for itself: tell listeners again what they missed, and delete what is no longer needed."""
