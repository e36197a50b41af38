"""Holds requests and answers against the public description of the API, by openapi-core."""

import copy
import dataclasses
import typing
import urllib.parse

import yaml
from openapi_core import OpenAPI
from openapi_core.datatypes import RequestParameters
from openapi_core.exceptions import OpenAPIError
from werkzeug.datastructures import Headers, ImmutableMultiDict


@dataclasses.dataclass
class Request:
    """A request in the form that the validator takes."""

    method: str
    url: str
    headers: typing.Any
    body: typing.Optional[bytes]

    def __post_init__(self):
        parts = urllib.parse.urlsplit(self.url)
        self.host_url = f"{parts.scheme}://{parts.netloc}"
        self.path = parts.path
        self.full_url_pattern = f"{self.host_url}{self.path}"
        self.method = self.method.lower()
        self.content_type = self.headers.get("content-type", "application/json")
        self.parameters = RequestParameters(
            query=ImmutableMultiDict(urllib.parse.parse_qsl(parts.query)),
            header=Headers(dict(self.headers)),
            cookie=ImmutableMultiDict(),
            path={},
        )


@dataclasses.dataclass
class Response:
    """An answer in the form that the validator takes."""

    status_code: int
    headers: typing.Any
    data: bytes

    def __post_init__(self):
        self.content_type = self.headers.get("content-type", "application/json")
        self.headers = Headers(dict(self.headers))


class Checker:
    """Checks exchanges with a server and counts them."""

    def __init__(self, document, base):
        document["servers"] = [{"url": base}]
        self.openapi = OpenAPI.from_dict(document)
        self.checked = []

    def check(self, method, url, request_headers, body, status, headers, data):
        """Checks one exchange: a good answer with its request, nothing else."""
        # Errors and streams are not in the description; files' contents it takes for JSON.
        kind = headers.get("content-type", "")
        if status != 200 or kind in ("text/event-stream", "application/octet-stream"):
            return
        request = Request(method, url, request_headers, body)
        # A file in a multipart body is no text, which is what a description makes of it.
        if "multipart" not in request.content_type:
            self.openapi.validate_request(request)
        self.openapi.validate_response(request, Response(status, headers, data))
        self.checked.append(f"{method} {request.path}")
        # A validator that accepts everything would show nothing.
        try:
            self.openapi.validate_response(request, Response(status, headers, b"{}"))
        except OpenAPIError:
            return
        raise AssertionError(f"the description accepts anything for {method} {request.path}")


def read(description, paths=None):
    """A description from its file; with paths, that part of it, mended."""
    with open(description) as file:
        document = yaml.load(file, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    return repaired(document, paths) if paths else document


def repaired(document, paths):
    """The part of a description that some paths need, without what makes it invalid."""
    chosen = {path: document["paths"][path] for path in paths}
    components = {}
    waiting = [chosen]
    while waiting:
        node = waiting.pop()
        if isinstance(node, dict):
            reference = node.get("$ref")
            if isinstance(reference, str):
                kind, name = reference.split("/")[2:]
                if name not in components.setdefault(kind, {}):
                    components[kind][name] = document["components"][kind][name]
                    waiting.append(components[kind][name])
            waiting.extend(node.values())
        elif isinstance(node, list):
            waiting.extend(node)
    result = {
        "openapi": document["openapi"],
        "info": document["info"],
        "paths": chosen,
        "components": components,
    }
    return mended(copy.deepcopy(result))


def mended(node):
    """A description in which older words for limits and nulls are the present ones."""
    if isinstance(node, list):
        return [mended(item) for item in node]
    if not isinstance(node, dict):
        return node
    # Discriminators are hints, and some name no schema that there is.
    node = {
        name: mended(value)
        for name, value in node.items()
        if name not in ("x-oaiMeta", "discriminator")
    }
    if "in" in node and isinstance(node.get("schema"), dict):
        # The validator reads parameters of one type alone.
        kinds = node["schema"].get("type")
        if isinstance(kinds, list):
            node["schema"]["type"] = next(kind for kind in kinds if kind != "null")
    if node.get("exclusiveMinimum") is True:
        node["exclusiveMinimum"] = node.pop("minimum")
    if node.get("exclusiveMaximum") is True:
        node["exclusiveMaximum"] = node.pop("maximum")
    for name in ("exclusiveMinimum", "exclusiveMaximum"):
        if node.get(name) is False:
            del node[name]
    if node.get("default", "") is None:
        del node["default"]
    if node.pop("nullable", False) is True:
        if isinstance(node.get("type"), str):
            node["type"] = [node["type"], "null"]
            if "enum" in node:
                node["enum"] = node["enum"] + [None]
        else:
            node = {"anyOf": [node, {"type": "null"}]}
    return node
