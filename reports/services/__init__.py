"""The few things that reports write: what somebody keeps, or wants sent."""
