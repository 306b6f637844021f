"""The bench's own programs: the bare click program, and peers that are Python scripts."""
