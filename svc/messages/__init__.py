"""Messages to customers: their templates, their words, their length, their problems."""
