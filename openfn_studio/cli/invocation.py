"""What one call of the command line shares between its commands and its last boundary."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from openfn_studio.errors import StudioError
from openfn_studio.log import FILE_NAME, AppLog
from openfn_studio.paths import DataFolder
from openfn_studio.secrets.redactor import Redactor


@dataclass(slots=True)
class Invocation:
    """The data folder that was chosen, and the secrets that were read."""

    data: DataFolder = field(default_factory=lambda: DataFolder.choose(None))
    redactor: Redactor = field(default_factory=lambda: Redactor(None))

    def will_hide(self, configuration: Mapping[str, Any] | None) -> None:
        """Keep a credential's values out of the program's own log."""
        self.redactor = Redactor(configuration)

    def log_fault(self) -> Path | None:
        """Write the exception being handled to the log; return the file, if there can be one."""
        try:
            folder = self.data.logs
        except StudioError:
            return None
        log = AppLog(folder, self.redactor.text)
        logging.getLogger(__name__).exception("A command failed.")
        log.close()
        return folder / FILE_NAME
