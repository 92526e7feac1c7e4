"""``openfn-studio`` and ``python -m openfn_studio``."""

import sys

from openfn_studio.cli import main as cli


def main() -> None:
    """Run the command line and leave with its exit code."""
    sys.exit(cli.main(sys.argv[1:]))


if __name__ == "__main__":
    main()
