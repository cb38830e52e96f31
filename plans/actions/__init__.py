"""What may be done with plans; each verb is whole or undone."""
