"""The archive as a model of OpenAI's protocol."""
