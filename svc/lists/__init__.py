"""Lists as shops keep them: spreadsheets and text files read into records, and written again."""
