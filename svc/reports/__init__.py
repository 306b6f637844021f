"""Reports: figures arranged as sections, tables and charts, and written in every form."""
