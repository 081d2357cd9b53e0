"""A roster from CSV files: teams and people."""
