# SPDX-License-Identifier: Apache-2.0
"""A reader of Arrow streams by ctypes, straight from the specification, so that the protocol is
tested on machines without pyarrow: https://arrow.apache.org/docs/format/CDataInterface.html"""

import ctypes
import datetime
from ctypes import CFUNCTYPE, POINTER, Structure, c_char_p, c_int, c_int32, c_int64, c_uint8, c_void_p


class ArrowSchema(Structure):
    pass


class ArrowArray(Structure):
    pass


class ArrowArrayStream(Structure):
    pass


ArrowSchema._fields_ = [
    ("format", c_char_p), ("name", c_char_p), ("metadata", c_char_p), ("flags", c_int64), ("n_children", c_int64),
    ("children", POINTER(POINTER(ArrowSchema))), ("dictionary", POINTER(ArrowSchema)),
    ("release", CFUNCTYPE(None, POINTER(ArrowSchema))), ("private_data", c_void_p),
]  # fmt: skip
ArrowArray._fields_ = [
    ("length", c_int64), ("null_count", c_int64), ("offset", c_int64), ("n_buffers", c_int64), ("n_children", c_int64),
    ("buffers", POINTER(c_void_p)), ("children", POINTER(POINTER(ArrowArray))), ("dictionary", POINTER(ArrowArray)),
    ("release", CFUNCTYPE(None, POINTER(ArrowArray))), ("private_data", c_void_p),
]  # fmt: skip
ArrowArrayStream._fields_ = [
    ("get_schema", CFUNCTYPE(c_int, POINTER(ArrowArrayStream), POINTER(ArrowSchema))),
    ("get_next", CFUNCTYPE(c_int, POINTER(ArrowArrayStream), POINTER(ArrowArray))),
    ("get_last_error", CFUNCTYPE(c_char_p, POINTER(ArrowArrayStream))),
    ("release", CFUNCTYPE(None, POINTER(ArrowArrayStream))), ("private_data", c_void_p),
]  # fmt: skip

_pointer = ctypes.pythonapi.PyCapsule_GetPointer
_pointer.restype, _pointer.argtypes = c_void_p, [ctypes.py_object, c_char_p]


class Stream:
    """Holds a capsule and reads from it, as a consumer in C would."""

    def __init__(self, table):
        self.capsule = table.__arrow_c_stream__()
        self.at = ctypes.cast(_pointer(self.capsule, b"arrow_array_stream"), POINTER(ArrowArrayStream))
        self.schema = ArrowSchema()
        self._check(self.at[0].get_schema(self.at, ctypes.byref(self.schema)))

    def _check(self, code):
        if code:
            raise OSError(code, self.at[0].get_last_error(self.at).decode())

    def next(self):
        """The next batch, to be released by its reader; None at the end."""
        array = ArrowArray()
        self._check(self.at[0].get_next(self.at, ctypes.byref(array)))
        return array if array.release else None

    def formats(self):
        children = [self.schema.children[i][0] for i in range(self.schema.n_children)]
        return {child.name.decode(): child.format.decode() for child in children}

    def close(self):
        self.schema.release(ctypes.byref(self.schema))
        self.at[0].release(self.at)


def _value(format_, array, schema, row):
    if array.buffers[0] and not ctypes.cast(array.buffers[0], POINTER(c_uint8))[row // 8] >> row % 8 & 1:
        return None
    if schema.dictionary:
        code = ctypes.cast(array.buffers[1], POINTER(c_int32))[row]
        return _value("u", array.dictionary[0], schema.dictionary[0], code)
    if format_ == "u":
        ends = ctypes.cast(array.buffers[1], POINTER(c_int32))
        return ctypes.string_at(array.buffers[2] + ends[row], ends[row + 1] - ends[row]).decode()
    if format_ == "b":
        return bool(ctypes.cast(array.buffers[1], POINTER(c_uint8))[row // 8] >> row % 8 & 1)
    if format_ == "i":
        return ctypes.cast(array.buffers[1], POINTER(c_int32))[row]
    if format_ == "l":
        return ctypes.cast(array.buffers[1], POINTER(c_int64))[row]
    if format_ == "tdD":
        days = ctypes.cast(array.buffers[1], POINTER(c_int32))[row]
        return datetime.date(1970, 1, 1) + datetime.timedelta(days=days)
    assert format_.startswith("d:"), format_
    digits = int.from_bytes(ctypes.string_at(array.buffers[1] + 16 * row, 16), "little", signed=True)
    return digits, int(format_.split(",")[1])


def read(table):
    """All rows as dicts (a decimal as digits and scale), and the addresses of all data buffers."""
    stream, rows, addresses = Stream(table), [], []
    columns = [stream.schema.children[i][0] for i in range(stream.schema.n_children)]
    while (array := stream.next()) is not None:
        for row in range(array.length):
            rows.append({column.name.decode(): _value(column.format.decode(), array.children[i][0], column, row)
                         for i, column in enumerate(columns)})  # fmt: skip
        addresses += [array.children[i][0].buffers[1] for i in range(array.n_children)]
        array.release(ctypes.byref(array))
        assert not array.release, "a released array says so"
    stream.close()
    return rows, addresses
