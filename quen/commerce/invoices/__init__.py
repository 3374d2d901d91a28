"""Invoices: what orders ask the accounting program for, and what it says it has issued."""
