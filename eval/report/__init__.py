"""Reports on a run and on the comparison of two: HTML, Markdown, JSON, JUnit and text."""
