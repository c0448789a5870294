"""The shell: everything that touches the world. May import every other package; none imports it."""
