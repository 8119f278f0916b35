"""The assets, checks and jobs, one folder per stage of the way of the data."""
