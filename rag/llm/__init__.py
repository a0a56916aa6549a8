"""Everything that any caller of a chat model needs: streaming, faults, budget, metering."""
