"""What the command line does: a file for each family of verbs, the demo and the doctor."""
