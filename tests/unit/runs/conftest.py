from tests.runners.leaks import no_leaks

__all__ = ["no_leaks"]
