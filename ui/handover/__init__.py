"""Requests that another process of the server must answer."""
