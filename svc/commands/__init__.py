"""One noun, one file: fetch, compute, render."""
