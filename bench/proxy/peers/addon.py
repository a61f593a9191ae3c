"""mitmproxy addon: card numbers in bodies, both ways. 13 to 19 digits that begin as cards do, with single spaces or dashes
between them, that pass Luhn; all digits but the last four become asterisks. mitmproxy hands over whole bodies and corrects
Content-Length when one is set."""

import re

from mitmproxy import http

CARD = re.compile(rb"(?<![0-9])[2-6](?:[ -]?[0-9]){12,18}(?![0-9])")
DOUBLED = (0, 2, 4, 6, 8, 1, 3, 5, 7, 9)
READABLE = ("json", "text/", "xml")


def luhn(digits: bytes) -> bool:
    total = 0
    for at, code in enumerate(reversed(digits)):
        total += DOUBLED[code - 48] if at % 2 else code - 48
    return total % 10 == 0


def mask(match: re.Match) -> bytes:
    text = match.group()
    digits = text.replace(b" ", b"").replace(b"-", b"")
    if not luhn(digits):
        return text
    left = len(digits) - 4
    hidden = bytearray(text)
    for at, code in enumerate(text):
        if left > 0 and 48 <= code <= 57:
            hidden[at] = 42
            left -= 1
    return bytes(hidden)


def redact(message: http.Message) -> None:
    kind = message.headers.get("content-type", "")
    if not any(name in kind for name in READABLE):
        return
    body = message.content
    if body is None:
        return
    changed = CARD.sub(mask, body)
    if changed != body:
        message.content = changed


def request(flow: http.HTTPFlow) -> None:
    flow.request.headers["accept-encoding"] = "identity"
    redact(flow.request)


def response(flow: http.HTTPFlow) -> None:
    redact(flow.response)
