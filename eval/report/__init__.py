"""What is told of a run, and of two beside each other: HTML, Markdown, JSON, JUnit and text."""
