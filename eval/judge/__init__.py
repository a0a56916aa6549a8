"""An optional second opinion by a chat model, and how far it agrees with what is measured."""
