"""What the commands are held against, where git or an import alone is no yardstick.

`scan DIR`         libyaml's event scan of every data file, in one process
`pack DIR REV OUT` keep what the commits since REV changed, for `write`
`write DIR FILE`   write those files, in plain Python
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

FOLDERS = ("customers", "team", "vpas")


def scan(root: Path) -> None:
    """Read every event of every data file."""
    import yaml

    paths = [root / "clm.yaml"]
    for folder in FOLDERS:
        paths += (root / folder).rglob("*.yaml")
    for path in paths:
        for _ in yaml.parse(path.read_bytes(), Loader=yaml.CSafeLoader):
            pass


def pack(root: Path, since: str, out: Path) -> None:
    """Keep the files that changed since a commit."""
    command = ["git", "diff", "--name-only", "-z", since, "HEAD"]
    names = subprocess.run(command, cwd=root, check=True, capture_output=True, text=True).stdout
    texts = {name: (root / name).read_text(encoding="utf-8") for name in names.split("\0") if name}
    out.write_text(json.dumps(texts), encoding="utf-8")


def write(root: Path, packed: Path) -> None:
    """Write the kept files."""
    for name, text in json.loads(packed.read_text(encoding="utf-8")).items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def main(verb: str, root: str, *words: str) -> None:
    """Do one of the three."""
    if verb == "scan":
        scan(Path(root))
    elif verb == "pack":
        pack(Path(root), words[0], Path(words[1]))
    else:
        write(Path(root), Path(words[0]))


if __name__ == "__main__":
    main(*sys.argv[1:])
