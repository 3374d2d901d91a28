"""What a mail is for, told to the outbox by a header that never leaves (Django's mail API has no other place)."""

HEADER = "X-Quen-Purpose"
SERVICE = "service"
# Its text holds a link or code that opens an account.
ACCESS = "access"
