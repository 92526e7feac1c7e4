"""Pages of lists: bare arrays, newest first, with a link to the next page."""

from collections.abc import Sequence
from typing import Protocol, TypeVar

from starlette.requests import Request

from openfn_studio.platform.api.operation import Answer


class Numbered(Protocol):
    """Something with a number."""

    @property
    def id(self) -> int:
        """Its number."""
        ...


T = TypeVar("T", bound=Numbered)


def whole_or_page(
    request: Request, things: Sequence[T], *, limit: int | None, before: int | None
) -> Answer:
    """Return a list that is at hand, all of it as on v1 or the page that was asked for."""
    rest = [thing for thing in things if before is None or thing.id < before]
    if limit is None:
        return Answer(rest)
    return page(request, rest[:limit], limit, has_more=len(rest) > limit)


def page(request: Request, things: Sequence[T], limit: int, *, has_more: bool) -> Answer:
    """Return a page that was read from the store."""
    if not has_more or not things:
        return Answer(list(things))
    url = request.url.include_query_params(before_id=things[-1].id, limit=limit)
    return Answer(list(things), headers={"Link": f'<{url}>; rel="next"'})
