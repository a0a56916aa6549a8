"""The tab of questions: conversations and their answers."""
