"""What trainers type and tick, turned into values."""
