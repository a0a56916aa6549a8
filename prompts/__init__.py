"""The prompts, one Markdown file a task, and their loader."""
