"""Who does the work: svc and its peers, one module each, with its loader and its queries."""
