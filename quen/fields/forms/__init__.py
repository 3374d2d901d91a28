"""Forms that follow from the catalogue: a control for each kind, forms for new records."""
