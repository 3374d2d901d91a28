"""The components as template tags; /_ui shows each in every state."""

from collections.abc import Sequence
from typing import Any

from django import template
from django.forms import BoundField, CheckboxInput, RadioSelect
from django.forms.widgets import CheckboxSelectMultiple, Input, Select
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from quen.kit import assets
from quen.kit import ring as loop_ring
from quen.kit.icons import icon as icon_svg
from quen.kit.text import initials

register = template.Library()


@register.simple_tag
def styles() -> SafeString:
    """The link to the stylesheet."""
    return format_html('<link rel="stylesheet" href="{}">', static(assets.SHEET))


@register.simple_tag
def scripts() -> SafeString:
    """Every behaviour, as modules: they run after the page is read, in order."""
    names = assets.behaviours()
    return format_html_join(
        "\n", '<script type="module" src="{}"></script>', ((static(n),) for n in names)
    )


@register.simple_tag
def icon(name: str) -> SafeString:
    """An inline icon; an unknown name raises LookupError."""
    return icon_svg(name)


@register.simple_tag
def avatar(name: str, size: str = "") -> SafeString:
    """Initials in a circle; the full name stands beside it, so it is hidden from screen readers."""
    css = f"initials initials--{size}" if size in ("small", "large") else "initials"
    return format_html(
        '<span class="{}" title="{}" aria-hidden="true">{}</span>', css, name, initials(name) or "—"
    )


@register.simple_tag
def stage_pill(label: str, loop: str = "") -> SafeString:
    """A stage in the colour of its place in the loop; grey outside it."""
    css = f"pill pill--{loop}" if loop in loop_ring.LOOP else "pill"
    return format_html('<span class="{}"><span class="dot"></span>{}</span>', css, label)


@register.simple_tag
def badge(label: str, tone: str = "", hue: int = 0) -> SafeString:
    """A small label: `tone` good, warn, bad or accent, or one of the twelve hues people choose."""
    css = "tag"
    if tone:
        css = f"tag tag--{tone}"
    elif hue:
        css = f"tag hue-{int(hue)}"
    return format_html('<span class="{}">{}</span>', css, label)


@register.simple_tag
def kbd(keys: str) -> SafeString:
    """Keys to press, parted by blanks."""
    return format_html_join(" ", "<kbd>{}</kbd>", ((key,) for key in keys.split()))


@register.simple_tag
def score(points: int, label: str) -> SafeString:
    """Points from 0 to 100 with a bar."""
    return format_html(
        '<span class="score">{}<progress class="bar" max="100" value="{}" aria-label="{}"></progress></span>',
        points,
        points,
        label,
    )


@register.simple_tag
def loop_steps(loop: str, label: str) -> SafeString:
    """Five strokes up to the stage where a contact stands."""
    reached = loop_ring.LOOP.index(loop) if loop in loop_ring.LOOP else -1
    return format_html(
        '<span class="loop-steps" role="img" aria-label="{}">{}</span>',
        label,
        format_html_join(
            "",
            '<span class="loop-steps__step dot--{}{}"></span>',
            (
                (key, " loop-steps__step--done" if at <= reached else "")
                for at, key in enumerate(loop_ring.LOOP)
            ),
        ),
    )


@register.simple_block_tag
def card(
    content: str,
    title: str = "",
    tone: str = "",
    note: str = "",
    action_url: str = "",
    action_label: str = "",
    action_icon: str = "plus",
    flush: bool = False,
) -> str:
    """A box with a heading; `tone` good, warn or bad, `flush` lets a table reach its edges."""
    facts = {"body": content, "title": title, "tone": tone, "note": note, "flush": flush}
    action = {"url": action_url, "label": action_label, "icon": action_icon}
    return render_to_string("ui/card.html", {**facts, "action": action})


@register.simple_block_tag
def empty_state(
    content: str, title: str, text: str = "", icon: str = "inbox", small: bool = False
) -> str:
    """What an empty list says: what it is for; the likeliest next steps go inside as buttons."""
    facts = {"body": content, "title": title, "text": text, "icon": icon, "small": small}
    return render_to_string("ui/empty.html", facts)


@register.simple_block_tag
def error_state(
    content: str, title: str, text: str = "", reference: str = "", level: int = 2
) -> str:
    """What went wrong, whether data is safe, and what to do (as buttons inside)."""
    facts = {"body": content, "title": title, "text": text, "reference": reference}
    return render_to_string("ui/error.html", {**facts, "icon": "alert-triangle", "level": level})


@register.simple_block_tag
def notice(content: str, tone: str = "", icon: str = "info-circle") -> str:
    """A line of words above a page or a form."""
    return render_to_string("ui/notice.html", {"body": content, "tone": tone, "icon": icon})


@register.simple_block_tag
def dialog(content: str, id: str, title: str, wide: bool = False) -> str:
    """A dialog that a button with data-opens="id" opens; htmx may fill it."""
    facts = {"body": content, "id": id, "title": title, "wide": wide}
    return render_to_string("ui/dialog.html", facts)


@register.simple_block_tag
def menu(
    content: str,
    label: str,
    icon: str = "dots",
    text: str = "",
    css: str = "btn--icon",
    opens: str = "",
    start: bool = False,
) -> str:
    """A button that opens a list of links and buttons with class menu__item and role menuitem."""
    facts = {
        "body": content,
        "label": label,
        "icon": icon,
        "text": text,
        "css": css,
        "start": start,
        "opens": opens,
    }
    return render_to_string("ui/menu.html", facts)


@register.simple_block_tag
def folded(content: str, title: str, key: str, open: bool = True) -> str:
    """A part that folds and stays as the reader left it (kept in the browser under `key`)."""
    facts = {"body": content, "title": title, "key": key, "open": open}
    return render_to_string("ui/folded.html", facts)


@register.simple_tag
def skeleton(rows: int = 3) -> str:
    """Grey bars while a part loads."""
    return render_to_string("ui/skeleton.html", {"rows": range(rows)})


@register.simple_tag
def ring(stages: Sequence[loop_ring.LoopStage], middle: Sequence[str] = ()) -> SafeString:
    """The five-stage loop."""
    return loop_ring.ring(stages, middle)


@register.simple_tag
def field(bound: BoundField) -> str:
    """A form field whole: label, control, help and its errors, tied together for screen readers."""
    widget = bound.field.widget
    many = isinstance(widget, RadioSelect | CheckboxSelectMultiple)
    check = isinstance(widget, CheckboxInput)
    attrs: dict[str, Any] = {"class": _control(widget)}
    if many:  # the template draws each choice by itself, from the widget's own attributes
        widget.attrs["class"] = "form-check-input"
    ids = [f"{bound.id_for_label or bound.auto_id}_{part}" for part in ("help", "error")]
    told = [i for i, there in zip(ids, (bound.help_text, bound.errors), strict=True) if there]
    if told:
        attrs["aria-describedby"] = " ".join(told)
    if bound.errors:
        attrs["aria-invalid"] = "true"
    facts = {"bound": bound, "control": bound.as_widget(attrs=attrs), "check": check, "many": many}
    return render_to_string("ui/field.html", {**facts, "help_id": ids[0], "error_id": ids[1]})


@register.inclusion_tag("ui/problems.html")
def problems(form: Any) -> dict[str, Any]:
    """What a form refuses, on top, each with a link to its field; nothing while all is well."""
    named = [(form[n], e[0]) for n, e in form.errors.items() if n in form.fields]
    return {"general": list(form.non_field_errors()), "named": named}


def _control(widget: Any) -> str:
    if isinstance(widget, CheckboxInput):
        return "form-check-input"
    if isinstance(widget, Select):
        return "form-select"
    hidden = isinstance(widget, Input) and widget.input_type == "hidden"
    return "" if hidden else "form-control"
