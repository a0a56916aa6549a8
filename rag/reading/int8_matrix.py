"""Products with a matrix in whole numbers of eight bits, which take a quarter of the time.

onnxruntime computes them. It takes a model, which is written here: a graph of a few operations,
whose inputs are the rows, the matrix and the rest. Each row is divided by its greatest magnitude
and rounded to 127 steps either way, so what is left of it does not depend on the rows beside it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np

from rag.reading.base_model import BaseModelError
from rag.reading.protobuf import message

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]

_STEPS = 127
_MATRIX_STEPS = 63
"""Seven bits for the matrix: processors that know no better add two products in 16 bits, and
255 · 127 · 2 would not go into them."""
_FLOAT, _UINT8, _INT8, _INT64 = 1, 2, 3, 7  # as ONNX numbers them
_INPUTS = {
    "rows": _FLOAT,
    "matrix": _INT8,
    "scales": _FLOAT,
    "bias": _FLOAT,
    "along": _INT64,
    "least": _FLOAT,
    "step": _FLOAT,
    "zero": _UINT8,
}
_CONSTANTS = {
    "along": np.array([1], dtype=np.int64),
    "least": np.array(1e-9, dtype=np.float32),  # a row of zeros is divided by something too
    "step": np.array(1 / _STEPS, dtype=np.float32),
    "zero": np.array(128, dtype=np.uint8),
}
_MICROSOFT = "com.microsoft"
_VERSIONS = {"": 18, _MICROSOFT: 1}  # of the operations
_FORMAT = 8  # the version of ONNX


@dataclass(frozen=True, slots=True)
class Int8Matrix:
    """A matrix, with one scale for each column, and a bias. Any thread may use it."""

    _inputs: Mapping[str, NDArray[Any]]
    _curved: bool

    @classmethod
    def of(cls, matrix: Floats, bias: Floats, *, curved: bool = False) -> Int8Matrix:
        """Round a matrix of shape (width of a row, width of its product); `curved` is for x · Φ(x)
        of each product in place of the product x. Raises `BaseModelError` where onnxruntime does
        not take the graph."""
        _session(curved)
        scales = np.abs(matrix).max(axis=0) / np.float32(_MATRIX_STEPS)
        scales[scales == 0] = 1
        rounded = np.rint(matrix / scales).astype(np.int8)
        inputs = {"matrix": rounded, "scales": scales, "bias": bias, **_CONSTANTS}
        return cls(inputs, curved)

    def times(self, rows: Floats) -> Floats:
        """Return rows · matrix + bias; there is a row at least."""
        session = _session(self._curved)
        (found,) = session.run(None, {"rows": rows, **self._inputs})
        return np.asarray(found, dtype=np.float32)


@cache
def _session(curved: bool) -> Any:
    """Return what computes the graph; one serves all matrices."""
    try:
        from onnxruntime import InferenceSession, SessionOptions

        options = SessionOptions()
        options.intra_op_num_threads = 1
        options.log_severity_level = 3  # errors, which are raised too
        return InferenceSession(_model(curved), options, providers=["CPUExecutionProvider"])
    except Exception as error:  # its errors have no class in common
        raise BaseModelError(f"onnxruntime does not take it ({type(error).__name__})") from error


def _model(curved: bool) -> bytes:
    """Return the graph as ONNX: field 1 of a model is the version of the format, 7 the graph,
    8 the versions of the operations."""
    nodes = [
        _node("Abs", ["rows"], "size"),
        _node("ReduceMax", ["size", "along"], "most"),
        _node("Max", ["most", "least"], "greatest"),
        _node("Div", ["rows", "greatest"], "unit"),
        _node("QuantizeLinear", ["unit", "step", "zero"], "whole"),
        _node(
            "MatMulIntegerToFloat",
            ["whole", "matrix", "step", "scales", "zero"],
            "product",
            _MICROSOFT,
        ),
        _node("Mul", ["product", "greatest"], "sized"),
        _node("FastGelu", ["sized", "bias"], "found", _MICROSOFT)
        if curved
        else _node("Add", ["sized", "bias"], "found"),
    ]
    graph = message(
        *((1, node) for node in nodes),
        (2, "product"),
        *((11, _tensor(name, kind)) for name, kind in _INPUTS.items()),
        (12, _tensor("found", _FLOAT)),
    )
    versions = [message((1, domain), (2, version)) for domain, version in _VERSIONS.items()]
    return message((1, _FORMAT), (7, graph), *((8, one) for one in versions))


def _node(kind: str, inputs: list[str], output: str, domain: str = "") -> bytes:
    return message(*((1, name) for name in inputs), (2, output), (4, kind), (7, domain))


def _tensor(name: str, kind: int) -> bytes:
    """Return the declaration of a tensor of any shape."""
    return message((1, name), (2, message((1, message((1, kind))))))
