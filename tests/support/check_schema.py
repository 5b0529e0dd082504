"""Says for each JSON file whether the JSON Schema accepts it: "accepted PATH" or "refused PATH".

Usage: check_schema.py SCHEMA FILE...   Files may hold // and /* */ comments and a byte order mark.
"""

import json
import re
import sys

import jsonschema

COMMENT_OR_TEXT = re.compile(r'"(?:\\.|[^"\\])*"|//[^\n]*|/\*.*?\*/', re.DOTALL)


def without_comments(text):
    return COMMENT_OR_TEXT.sub(lambda found: found[0] if found[0].startswith('"') else " ", text)


def main(schema_path, *paths):
    with open(schema_path, encoding="utf-8") as file:
        schema = json.load(file)
    kind = jsonschema.validators.validator_for(schema)
    kind.check_schema(schema)
    validator = kind(schema)
    for path in paths:
        try:
            with open(path, encoding="utf-8-sig") as file:
                accepted = validator.is_valid(json.loads(without_comments(file.read())))
        except ValueError:
            accepted = False
        print("accepted" if accepted else "refused", path)


main(*sys.argv[1:])
