"""Properties are looked for without a stopwatch: a busy machine is not a counterexample."""

from hypothesis import settings

settings.register_profile("house", deadline=None)
settings.register_profile("thorough", deadline=None, max_examples=2000)
settings.load_profile("house")
