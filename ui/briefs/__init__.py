"""The tab of briefs."""
