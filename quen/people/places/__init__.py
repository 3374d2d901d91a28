"""Vietnam's places before and since 1 July 2025: 63 provinces, districts and wards; 34 provinces and wards.

Source: the ward mapping of vietnamadminunits by Tran Ngoc Minh Hieu (MIT licence), after the resolutions
of the National Assembly's Standing Committee of 16 June 2025. `vietnam_2025.csv.gz` holds its names alone.
"""

from quen.people.places.converting import Answer, State, convert
from quen.people.places.lines import from_line
from quen.people.places.rows import parts_of, turned
from quen.people.places.table import Place, table

__all__ = ["Answer", "Place", "State", "convert", "from_line", "parts_of", "table", "turned"]
