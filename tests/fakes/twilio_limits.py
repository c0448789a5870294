"""What the Content API refuses: the limits of WhatsApp's buttons and lists in session.

Source: https://www.twilio.com/docs/content/twilio-quick-reply and twiliolist-picker.
"""

from typing import Any

_TYPES = frozenset({"twilio/quick-reply", "twilio/list-picker", "twilio/text", "twilio/media"})


def wrong_content(content: dict[str, Any]) -> str:
    """What the Content API would refuse about a content, in words; '' for a good one."""
    types = content.get("types")
    if not isinstance(types, dict) or not types or not content.get("language"):
        return "language and types are required"
    for kind, shape in types.items():
        if kind not in _TYPES:
            return f"unknown type {kind}"
        body = shape.get("body")
        if not isinstance(body, str) or not 1 <= len(body) <= 1024:
            return f"{kind}: a body has 1 to 1024 characters"
        if kind == "twilio/quick-reply" and (wrong := _wrong_actions(shape.get("actions"))):
            return wrong
        if kind == "twilio/list-picker":
            if not 1 <= len(shape.get("button") or "") <= 20:
                return "a list's button has 1 to 20 characters"
            if wrong := _wrong_items(shape.get("items")):
                return wrong
    return ""


def _wrong_actions(actions: Any) -> str:
    if not isinstance(actions, list) or not 1 <= len(actions) <= 3:
        return "1 to 3 quick replies in session"
    titles = [action.get("title", "") for action in actions]
    if not all(1 <= len(title) <= 20 for title in titles) or len(set(titles)) != len(titles):
        return "titles are distinct and have 1 to 20 characters"
    if not all(1 <= len(action.get("id", "")) <= 200 for action in actions):
        return "ids have 1 to 200 characters"
    return ""


def _wrong_items(items: Any) -> str:
    if not isinstance(items, list) or not 1 <= len(items) <= 10:
        return "1 to 10 items"
    names = [item.get("item", "") for item in items]
    if not all(1 <= len(name) <= 24 for name in names) or len(set(names)) != len(names):
        return "items are distinct and have 1 to 24 characters"
    if any(not 1 <= len(item.get("description", "x")) <= 72 for item in items):
        return "descriptions have 1 to 72 characters"
    ids = [item.get("id", "") for item in items]
    if not all(1 <= len(one) <= 200 for one in ids) or len(set(ids)) != len(ids):
        return "ids are distinct and have 1 to 200 characters"
    return ""
