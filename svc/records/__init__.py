"""What the shop keeps: one frozen record a module, nothing but data."""
