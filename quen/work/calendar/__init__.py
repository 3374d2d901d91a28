"""Calendars: what is planned as iCalendar (RFC 5545), and what others plan read from it."""
