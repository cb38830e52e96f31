"""What is written about plans, read into clean values."""
