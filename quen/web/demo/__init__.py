"""A company of made-up people and firms, to look around in and to measure with."""
