"""Make tests/fakes/data/botapi.json from the Bot API schema that aiogram's sdist carries.

Rules: only names, types and 'required' are kept, none of the prose. Run it by hand when the Bot
API moves:

    python -m pip download --no-deps --no-binary :all: aiogram==3.31.0
    python scripts/telegram_schema.py aiogram-3.31.0.tar.gz
"""

import json
import sys
import tarfile
from pathlib import Path

TARGET = Path(__file__).parent.parent / "tests" / "fakes" / "data" / "botapi.json"
MEMBER = "/.butcher/schema/schema.json"


def compact(schema: dict) -> dict:
    """{'version', 'released', 'methods' and 'types': name -> field -> type, '!' if required}."""
    methods: dict[str, dict[str, str]] = {}
    types: dict[str, dict[str, str]] = {}
    for group in schema["items"]:
        for child in group["children"]:
            fields = {
                field["name"]: field["type"] + ("!" if field["required"] else "")
                for field in child.get("annotations", [])
            }
            home = methods if child["name"][0].islower() else types
            home[child["name"]] = fields
    return {
        "version": schema["api"]["version"],
        "released": schema["api"]["release_date"],
        "methods": dict(sorted(methods.items())),
        "types": dict(sorted(types.items())),
    }


def write(schema: dict, target: Path) -> None:
    """One method or type a line, so that a new version reads well as a diff."""
    lines = ["{"]
    for key in ("version", "released"):
        lines.append(f' "{key}": {json.dumps(schema[key])},')
    for key in ("methods", "types"):
        lines.append(f' "{key}": {{')
        entries = [
            f"  {json.dumps(name)}: {json.dumps(fields, separators=(',', ':'))}"
            for name, fields in schema[key].items()
        ]
        lines.append(",\n".join(entries))
        lines.append(" }," if key == "methods" else " }")
    lines.append("}")
    target.write_text("\n".join(lines) + "\n", encoding="utf-8")


def main() -> None:
    """Read the sdist named on the command line and write the compact copy."""
    with tarfile.open(sys.argv[1]) as sdist:
        member = next(m for m in sdist.getmembers() if m.name.endswith(MEMBER))
        source = sdist.extractfile(member)
        assert source is not None
        schema = json.load(source)
    write(compact(schema), TARGET)
    print(f"{TARGET}: Bot API {schema['api']['version']}")


if __name__ == "__main__":
    main()
