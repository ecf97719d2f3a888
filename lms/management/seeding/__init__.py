"""What seed_demo and seed_scale put in."""
