"""Finds colours and sizes that are written into the code of the window instead of being taken from the tokens."""

import ast
import re
from collections.abc import Iterator

COLOR = re.compile(r"#[0-9a-fA-F]{3,8}|(rgb|hsl)a?\(.*\)")
SIZED = re.compile(
    r"set(Fixed|Minimum|Maximum)(Width|Height|Size)|setSpacing|setContentsMargins|setPixelSize|setPointSize|setIconSize"
    r"|addSpacing|setMargin|setIndent|setTextMargins|setDocumentMargin|setDefaultSectionSize|setMinimumSectionSize"
    r"|setLineWidth|setBlurRadius|setOffset|resize|adjusted|adjust|translated|px|setWidth|setHeight|setGeometry"
    r"|QSize|QSizeF|QRect|QRectF|QMargins|QPen|drawRoundedRect|setWidthF"
)
FACTORS = (ast.Mult, ast.Div, ast.FloorDiv)
BY_HAND = ("setStyleSheet",)
LARGEST = 1
"""0 and 1 are no sizes: none, and the finest line there is."""


def written(source: str) -> Iterator[tuple[int, str]]:
    """(line, what) of every colour, size or style that is written by hand."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and COLOR.fullmatch(node.value.strip()):
            yield node.lineno, f"the colour {node.value}"
        elif isinstance(node, ast.Attribute) and _is_named_colour(node):
            yield node.lineno, f"the colour {node.attr}"
        elif isinstance(node, ast.Call):
            yield from ((node.lineno, what) for what in _of_call(node))


def names(source: str) -> set[str]:
    """What a file calls by name."""
    return {node.id for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Name)}


def _is_named_colour(node: ast.Attribute) -> bool:
    return isinstance(node.value, ast.Attribute) and node.value.attr == "GlobalColor" and node.attr != "transparent"


def _of_call(call: ast.Call) -> Iterator[str]:
    name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    numbers = [number for argument in call.args for number in _numbers(argument)]
    if name in BY_HAND:
        yield name
    if name.startswith("QColor") and numbers:
        yield f"the colour {numbers}"
    elif SIZED.fullmatch(name):
        yield from (f"the size {number} in {name}" for number in numbers if abs(number) > LARGEST)


def _numbers(node: ast.expr) -> Iterator[float]:
    """Literal numbers that stand for a length; a factor of something else does not."""
    if isinstance(node, ast.Constant) and isinstance(node.value, int | float) and not isinstance(node.value, bool):
        yield node.value
    elif isinstance(node, ast.UnaryOp):
        yield from _numbers(node.operand)
    elif isinstance(node, ast.BinOp) and not isinstance(node.op, FACTORS):
        yield from (number for side in (node.left, node.right) for number in _numbers(side))
    elif isinstance(node, ast.Tuple | ast.Starred | ast.IfExp):
        yield from (number for part in ast.iter_child_nodes(node) if isinstance(part, ast.expr)
                    for number in _numbers(part))  # fmt: skip
