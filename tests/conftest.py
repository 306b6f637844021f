"""What every test may rely on, and the guards that keep it away from real data."""
