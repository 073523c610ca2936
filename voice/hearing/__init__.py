"""What listens: recordings become words here, in a process of its own that ends with the desk."""
