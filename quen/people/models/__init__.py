from quen.people.models.address import Address
from quen.people.models.company import Company
from quen.people.models.consent import ConsentEntry, ConsentPurpose
from quen.people.models.contact import Contact
from quen.people.models.duplicate import DuplicatePair, DuplicateSearch
from quen.people.models.handle import Handle
from quen.people.models.places import AddressQuestion, AddressSweep
from quen.people.models.quality import QualityCount
from quen.people.models.relation import Relation, RelationKind
from quen.people.models.stage import Stage, Stay

__all__ = [
    "Address",
    "AddressQuestion",
    "AddressSweep",
    "Company",
    "ConsentEntry",
    "ConsentPurpose",
    "Contact",
    "DuplicatePair",
    "DuplicateSearch",
    "Handle",
    "QualityCount",
    "Relation",
    "RelationKind",
    "Stage",
    "Stay",
]
