"""The article beside the tabs, with its cited sentence."""
