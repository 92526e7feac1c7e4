"""Where things are: the user's data folder and the resources that ship with the program."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import platformdirs

from openfn_studio.errors import EnvironmentProblem

APP = "openfn-studio"
DATA_VARIABLE = "OPENFN_STUDIO_DATA"


@dataclass(frozen=True, slots=True)
class DataFolder:
    """The user data folder; every member is a path below it, made on demand with mode 0700."""

    root: Path

    @classmethod
    def choose(cls, flag: Path | None, environ: Mapping[str, str] = os.environ) -> "DataFolder":
        """Return the ``--data`` flag's folder, else the environment's, else the platform's."""
        chosen = flag or environ.get(DATA_VARIABLE) or platformdirs.user_data_path(APP)
        return cls(Path(chosen).expanduser().absolute())

    @property
    def adaptors(self) -> Path:
        """Adaptors installed from npm."""
        return self._made("adaptors")

    @property
    def databases(self) -> Path:
        """One SQLite file for each platform."""
        return self._made("databases")

    @property
    def history(self) -> Path:
        """Local history of edited files."""
        return self._made("history")

    @property
    def results(self) -> Path:
        """Results that could not be written where they were asked for."""
        return self._made("results")

    @property
    def logs(self) -> Path:
        """The program's own log."""
        return self._made("logs")

    @property
    def crash(self) -> Path:
        """Reports of failures of the program itself."""
        return self._made("crash")

    def _made(self, name: str) -> Path:
        folder = self.root / name
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            self.root.chmod(0o700)
        except OSError as error:
            raise EnvironmentProblem(
                f"The data folder {folder} cannot be made: {error.strerror}.",
                means="Nothing was changed.",
                remedy=f"Choose another folder with --data or {DATA_VARIABLE}.",
            ) from error
        return folder


def resources() -> Path:
    """Return the folder of the Node program, samples and other files shipped with the program."""
    package = Path(__file__).parent
    shipped = package / "resources"
    return shipped if shipped.is_dir() else package.parent / "resources"
