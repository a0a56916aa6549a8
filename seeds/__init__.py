"""The sample articles that a new user asks about."""
