"""The store: the only place that knows TinyDB, files, locks and ids. It knows no rules."""
