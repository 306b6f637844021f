"""The bench: the same work in svc and its peers, whole processes, ratios in one run."""
