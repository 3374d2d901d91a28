"""Contacts and companies in the API."""

from ninja import Router

from quen.fields.api import mount
from quen.fields.merging_api import mount_merging
from quen.fields.resources import Resource
from quen.fields.revealing_api import mount_revealing
from quen.people import api_shapes
from quen.people.actions.companies import COMPANY
from quen.people.actions.contacts import CONTACT
from quen.people.answers import COMPANY_COLUMNS, CONTACT_COLUMNS, facts_of, holder_of
from quen.people.models import Company, Contact

router = Router(tags=["people"])

CONTACTS = Resource(
    noun=CONTACT,
    plural="contacts",
    sort="-last_activity_at",
    facts=facts_of("contact", CONTACT_COLUMNS, Contact),
    shape=api_shapes.CONTACT,
    matches={"email": holder_of("email", "contact"), "phone": holder_of("phone", "contact")},
)
COMPANIES = Resource(
    noun=COMPANY,
    plural="companies",
    sort="-last_activity_at",
    facts=facts_of("company", COMPANY_COLUMNS, Company),
    shape=api_shapes.COMPANY,
    matches={"email": holder_of("email", "company"), "phone": holder_of("phone", "company")},
)

for resource in (CONTACTS, COMPANIES):
    mount(router, resource)
    mount_merging(router, resource)
    mount_revealing(router, resource)
