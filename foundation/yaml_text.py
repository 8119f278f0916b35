"""YAML, read by libyaml where PyYAML was built with it: ten times as fast, and a run reads its list a dozen times."""

from typing import Any

import yaml

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def load_yaml(text: str) -> Any:
    """Give what a YAML text says, in plain Python values. Raises `yaml.YAMLError`."""
    return yaml.load(text, Loader=_LOADER)
