"""Asks a chat model for an optional second opinion, and compares it with what is measured."""
