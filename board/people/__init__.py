"""Customers, their accounts, who stands at the door, and agents."""
