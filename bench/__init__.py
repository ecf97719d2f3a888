"""Measurements, each as a ratio to a control of the same run: `make bench [ONLY=word]`."""
