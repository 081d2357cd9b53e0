"""What a model finds wrong with a file, in an author's words instead of pydantic's."""

from collections.abc import Mapping
from typing import Any

WHOLE = "this has to be a whole number"
LIST = "a list is wanted here"
TEXT = "one text is wanted here"
KEYS = "keys with their values are wanted here, like `id: some-name`"
YES_NO = "this has to be true or false"

SAID = {
    "extra_forbidden": "unknown key; see content/README.md for the keys there are",
    "missing": "this key is missing",
    "string_pattern_mismatch": "an id is made of lower-case words joined by hyphens",
    "literal_error": "this has to be {expected}",
    "enum": "this has to be {expected}",
    "int_type": WHOLE,
    "int_parsing": WHOLE,
    "int_parsing_size": WHOLE,
    "int_from_float": WHOLE,
    "greater_than": "this has to be more than {gt}",
    "greater_than_equal": "this has to be {ge} or more",
    "less_than": "this has to be less than {lt}",
    "less_than_equal": "this has to be {le} or less",
    "string_too_short": "something has to stand here",
    "string_too_long": "this is too long; {max_length} signs have room here",
    "too_short": "{min_length} at least are wanted here",
    "too_long": "{max_length} at most have room here",
    "string_type": TEXT,
    "tuple_type": LIST,
    "list_type": LIST,
    "frozen_set_type": LIST,
    "set_type": LIST,
    "dict_type": KEYS,
    "mapping_type": KEYS,
    "model_type": KEYS,
    "model_attributes_type": KEYS,
    "bool_type": YES_NO,
    "bool_parsing": YES_NO,
    "value_error": "{error}",
}
"""What is said to each type of pydantic's errors; the names in braces are its context's."""


def plain(kind: str, context: Mapping[str, Any], message: str) -> str:
    """What is wrong: the error's type and context, and pydantic's own ``message`` where we know no better."""
    said = SAID.get(kind)
    return said.format_map(context) if said else message
