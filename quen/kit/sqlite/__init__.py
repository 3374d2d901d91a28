"""Django's SQLite, but for how one waits for one's turn to write."""
