"""The people of a library: passwords, tokens, sessions, and what they have changed."""
