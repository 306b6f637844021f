"""Papers to hand over or send by post: cards, slips, ledgers, reports."""
