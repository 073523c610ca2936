"""The commands: a file for each family, the demo and the doctor."""
