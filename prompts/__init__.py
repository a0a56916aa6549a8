"""The prompts, one Markdown file for each task, and their loader."""
