"""Copies the window's icons and fonts out of their npm packages: only those the program names.

``python packaging/window_files.py`` does it by hand after ``icons.txt`` has changed.
"""

import shutil
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
FONTS = (
    "inter-ui/web/Inter-Regular.woff2",
    "inter-ui/web/Inter-Medium.woff2",
    "inter-ui/web/Inter-SemiBold.woff2",
    "jetbrains-mono/fonts/webfonts/JetBrainsMonoNL-Regular.woff2",
    "jetbrains-mono/fonts/webfonts/JetBrainsMonoNL-Italic.woff2",
    "jetbrains-mono/fonts/webfonts/JetBrainsMonoNL-Medium.woff2",
    "jetbrains-mono/fonts/webfonts/JetBrainsMonoNL-SemiBold.woff2",
)
LICENCES = {
    "inter-ui/LICENSE.txt": "fonts/Inter-OFL.txt",
    "jetbrains-mono/LICENSE": "fonts/JetBrainsMono-LICENSE.txt",
    "lucide-static/LICENSE": "icons/Lucide-LICENSE.txt",
}


def collect(folder: Path) -> None:
    """Fill ``icons/`` and ``fonts/`` of ``resources/window`` from its ``node_modules``.

    Raises:
        FileNotFoundError: ``icons.txt`` names an icon that the npm package does not have.
    """
    packages = folder / "node_modules"
    for name in ("icons", "fonts"):
        shutil.rmtree(folder / name, ignore_errors=True)
        (folder / name).mkdir()
    for icon in (folder / "icons.txt").read_text("utf-8").split():
        shutil.copyfile(packages / f"lucide-static/icons/{icon}.svg", folder / f"icons/{icon}.svg")
    for font in FONTS:
        shutil.copyfile(packages / font, folder / "fonts" / Path(font).name)
    for licence, target in LICENCES.items():
        shutil.copyfile(packages / licence, folder / target)


if __name__ == "__main__":
    collect(ROOT / "resources" / "window")
    sys.exit(0)
