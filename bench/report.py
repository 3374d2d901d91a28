"""The table: one line a figure, with what it is held against and whether the gate is kept."""

from collections.abc import Iterator
from typing import Any

FLAT = 1.3
# Views that keep less have fewer than a page at 10,000, so there is no such page to compare with.
FLAT_SHARE = 0.1


def flatness(told: list[dict[str, Any]], vendor: str) -> list[dict[str, Any]]:
    """Pages at 1,000,000 held against their own time at 10,000."""
    of = {(line["size"], line["key"]): line for line in told if line["vendor"] == vendor}
    made = []
    for (size, key), line in of.items():
        small = of.get(("ten", key))
        if size != "large" or small is None or not _held_flat(key) or line["unit"] != "ms":
            continue
        if not _comparable(key, line, small):
            continue
        times = _usual(line) / max(_usual(small), 0.01)
        made.append(
            line | {
                "key": f"{key} flat", "what": f"{key}: against 10,000", "raw": _usual(small),
                "by": "ratio", "most": FLAT, "held": round(times, 3), "passes": times <= FLAT,
                "note": "",
            }
        )  # fmt: skip
    return made


def _held_flat(key: str) -> bool:
    """Lists, boards, everybody's day, the data's quality: what must not grow with the company."""
    return key.startswith(("list ", "day ", "board", "quality", "dashboard "))


def _usual(line: dict[str, Any]) -> float:
    """Of dashboards the gate holds the slowest time; what grows is seen in the median."""
    told = line["wall"] if line["key"].startswith("dashboard ") else line["value"]
    return float(told)


def _comparable(key: str, line: dict[str, Any], small: dict[str, Any]) -> bool:
    """Full pages of 50 on both sides: plain ones, and conditions that keep at least a tenth."""
    if "list five" in key or "combined" in key or "twenty" in key:
        return False
    kept = line["note"].partition("%")[0] if "kept" in line["note"] else "100"
    full = all(" shown" not in it["note"] or " 50 shown" in it["note"] for it in (line, small))
    return full and float(kept) / 100 >= FLAT_SHARE


def printed(told: list[dict[str, Any]]) -> str:
    """All lines, and how many gates are missed."""
    missed = sum(line["passes"] is False for line in told)
    return "\n".join([*_rows(told), "", f"{missed} gates missed of {_gates(told)}."])


def _gates(told: list[dict[str, Any]]) -> int:
    return sum(line["passes"] is not None for line in told)


def _rows(told: list[dict[str, Any]]) -> Iterator[str]:
    last = ("", "")
    for line in told:
        here = (line["vendor"], line["size"])
        if here != last:
            yield f"\n== {line['vendor']}, {line['size']} =="
            last = here
        raw = "" if line["raw"] is None else f"raw {line['raw']:g}"
        gate = f"≤ {line['most']:g}" if line["most"] is not None else ""
        gate = f"≥ {line['least']:.3g}" if line["least"] is not None else gate
        held = f"{line['held']:.3g}" if line["by"] != "value" else ""
        state = {True: "ok", False: "MISSED", None: ""}[line["passes"]]
        value = f"{line['value']:g} {line['unit']}"
        yield f"{line['what'][:60]:60} {value:>16} {raw:>14} {held:>8} {gate:>8} {state:6} {line['note']}"
