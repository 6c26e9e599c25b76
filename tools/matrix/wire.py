"""Protobuf without its descriptions, as text: enough to compare two messages and to find ids in them."""


def text(data):
    """The message as text; None if it is none."""
    return _message(data)


def _message(data):
    parts, at = [], 0
    while at < len(data):
        key, at = _varint(data, at)
        if key is None or key >> 3 == 0:
            return None
        number, kind = key >> 3, key & 7
        if kind == 0:
            value, at = _varint(data, at)
            if value is None:
                return None
            shown = str(value)
        elif kind == 2:
            length, at = _varint(data, at)
            if length is None or at + length > len(data):
                return None
            shown = _bytes(data[at:at + length])
            at += length
        else:
            return None
        parts.append("%d: %s" % (number, shown))
    return "{" + ", ".join(parts) + "}"


def _bytes(data):
    if data and all(32 <= byte < 127 for byte in data):
        return repr(data.decode())
    inner = _message(data) if data else None
    return inner if inner else repr(data)


def _varint(data, at):
    value = shift = 0
    while at < len(data) and shift < 70:
        byte = data[at]
        at += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value, at
        shift += 7
    return None, at
