"""Runner programs that misbehave, each in its own way, and how tests start them."""
