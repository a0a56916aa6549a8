"""Reads e-mail messages and mailboxes: what the sender wrote."""
