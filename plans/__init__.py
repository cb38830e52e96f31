"""What villages and the municipality want."""
