"""The shop's rules: pure functions from records, policy and a date to an answer with reasons."""
