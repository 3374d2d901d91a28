"""Care plans on the engine of flows."""
