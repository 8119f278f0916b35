"""Workbooks as LibreOffice opens them."""

import shutil
import subprocess
from pathlib import Path


def convert(path: Path, target: str, folder: Path) -> Path:
    """Let LibreOffice open a file and save it in another format."""
    office = shutil.which("soffice")
    assert office, "LibreOffice is missing: apt-get install libreoffice-calc"
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    subprocess.run(
        [office, profile, "--headless", "--convert-to", target, "--outdir", str(folder), str(path)],
        check=True,
        capture_output=True,
        timeout=300,
    )
    return folder / f"{path.stem}.{target}"
