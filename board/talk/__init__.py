"""What customers and agents say, and what becomes of it."""
