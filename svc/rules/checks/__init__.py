"""What `svc check` looks at in the records: one module a kind of record."""
