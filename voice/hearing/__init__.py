"""The process that listens to recordings; it ends with the desk."""
