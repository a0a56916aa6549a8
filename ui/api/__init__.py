"""The doors for programs: HTTP, OpenAI's protocol, MCP, other terminals, and operators."""
