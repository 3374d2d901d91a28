"""Lines of documents: adding them up, reading them from a form or the API, drawing the form."""
