"""What the product costs, measured beside the raw limit of the same run (docs/performance.md)."""
