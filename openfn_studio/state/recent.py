"""What was asked for lately: a small memory that any thread may ask."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)
Item = TypeVar("Item")


class Recent(Generic[Key, Item]):
    """Keeps the last items made, so that memory stays small however much is looked at.

    Two threads that ask for the same at once may both make it: making never waits for another.
    """

    def __init__(self, kept: int) -> None:
        self._kept = kept
        self._items: OrderedDict[Key, Item] = OrderedDict()
        self._lock = Lock()

    def get(self, key: Key, make: Callable[[], Item]) -> Item:
        """Return the item of a key, made now if it is not remembered."""
        with self._lock:
            if key in self._items:
                self._items.move_to_end(key)
                return self._items[key]
        item = make()
        with self._lock:
            self._items[key] = item
            self._items.move_to_end(key)
            if len(self._items) > self._kept:
                self._items.popitem(last=False)
        return item

    def knows(self, key: Key) -> bool:
        """Return whether asking for a key is free."""
        with self._lock:
            return key in self._items
