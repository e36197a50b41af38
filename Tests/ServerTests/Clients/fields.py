"""Compares the committed list of request fields with the public descriptions of the API.

Usage: fields.py LIST DESCRIPTION...

Each field that a description has for a route of the list must be in the list, with what the server
does about it.
"""

import sys

import exchanges

NESTED = ("hyperparameters", "method", "supervised", "stream_options", "expires_after")


def fields(document, schema, prefix=""):
    """The names in a schema, with those of nested objects that the server reads."""
    while "$ref" in schema:
        target = document
        for part in schema["$ref"].split("/")[1:]:
            target = target[part]
        schema = target
    names = set()
    for part in schema.get("allOf", []) + (
        schema.get("anyOf", []) + schema.get("oneOf", []) if prefix else []
    ):
        names |= fields(document, part, prefix)
    for name, value in schema.get("properties", {}).items():
        names.add(prefix + name)
        # What stands in the one place of hyperparameters may stand in the other.
        if name in NESTED and not prefix:
            names |= fields(document, value, prefix + name + ".")
    return names


def described(document):
    """The fields of each route of a description, under the server's own names of the routes."""
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            if method not in ("get", "post") or not isinstance(operation, dict):
                continue
            route = f"{method.upper()} /v1{path.replace('fine_tuning_job_id', 'job_id')}"
            names = {
                parameter["name"]
                for parameter in operation.get("parameters", [])
                if "$ref" not in parameter and parameter["in"] == "query"
            }
            for content in operation.get("requestBody", {}).get("content", {}).values():
                names |= fields(document, content["schema"])
            yield route, names


def main():
    with open(sys.argv[1]) as file:
        rows = [line.split("\t") for line in file if line.strip() and not line.startswith("#")]
    listed = {}
    for route, name, *_ in rows:
        listed.setdefault(route, set()).add(name)
    seen = {}
    for path in sys.argv[2:]:
        for route, names in described(exchanges.read(path)):
            # The same address gives answers of its own kind where it is not asked for a list.
            if route in listed:
                seen.setdefault(route, set()).update(names)
    assert set(seen) == set(listed), set(listed) - set(seen)
    for route, names in seen.items():
        missing = names - listed[route]
        assert not missing, f"{route}: the list lacks {sorted(missing)}"
        extra = listed[route] - names
        assert not extra, f"{route}: no description has {sorted(extra)}"
    print(f"fields: {sum(len(names) for names in seen.values())}")


main()
