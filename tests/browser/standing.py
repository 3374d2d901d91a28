"""What stands in a data folder, told by a process of its own: `python -m tests.browser.standing`.

It reads {"people": [{name, phones, mails, company, birthday, province, group}], "owner": mail} and prints
{"picture", "contacts", "companies", "wrong"}: the hash of what the business sees, and who stands otherwise
than the sheet's truth says.
"""

import json
import sys
from typing import Any

import django


def main() -> None:
    django.setup()
    from quen.people.models import Company, Contact
    from tests.fields.picture import picture

    truth = json.load(sys.stdin)
    told = {
        "picture": picture(),
        "contacts": Contact.objects.filter(deleted_at=None).count(),
        "companies": Company.objects.filter(deleted_at=None).count(),
        "wrong": [line for one in truth["people"] if (line := differs(one, truth["owner"]))],
    }
    print(json.dumps(told))


def differs(one: dict[str, Any], owner: str) -> str:
    """Where a person stands otherwise than in truth; empty where all is right."""
    from quen.fields.models import Tagged
    from quen.people.models import Contact

    rows = Contact.objects.filter(handles__normal=one["phones"][0], deleted_at=None)
    contact = rows.select_related("company", "owner").first()
    if contact is None:
        return f"{one['name']} is not there"
    phones = contact.handles.filter(kind="phone").order_by("id").values_list("normal", flat=True)
    tags = Tagged.objects.filter(type="contact", record_id=contact.pk)
    address = contact.addresses.first()
    now = {
        "name": contact.full_name,
        "phones": list(phones),
        "mails": [contact.email.lower()] if contact.email else [],
        "company": contact.company.name if contact.company else "",
        "birthday": contact.birthday,
        "province": address.province if address else "",
        "group": ", ".join(tags.values_list("tag__name", flat=True)),
        "owner": contact.owner.email if contact.owner else "",
    }
    wanted = {**one, "owner": owner}
    return "; ".join(f"{k}: {now[k]!r}, not {wanted[k]!r}" for k in now if now[k] != wanted[k])


if __name__ == "__main__":
    main()
