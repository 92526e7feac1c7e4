"""How long ago something was, in words."""

from datetime import datetime


def ago(moment: datetime, now: datetime) -> str:
    """Return ``5 min ago``, ``yesterday``, ``3 days ago`` or the date; both times with a zone."""
    seconds = (now - moment).total_seconds()
    if seconds < 60:
        return "just now"
    if seconds < 3600:
        return f"{int(seconds // 60)} min ago"
    days = (now.astimezone().date() - moment.astimezone().date()).days
    if days == 0:
        return f"{int(seconds // 3600)} h ago"
    if days == 1:
        return "yesterday"
    if days < 7:
        return f"{days} days ago"
    return f"{moment.astimezone():%d %b %Y}".lstrip("0")
