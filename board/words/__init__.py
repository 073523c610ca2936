"""What people read, in every language that has a catalog here: customers, agents, whoever runs the desk."""
