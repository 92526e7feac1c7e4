"""The log panel: a run's messages, filtered, searched and followed, a million of them at ease."""
