"""What a value that is given as JSON must look like, said to whoever gave another."""

import json
from typing import Any

import msgspec

from trilateral.errors import MalformedError
from trilateral.ledger.entry import Body

_MOST_QUOTED = 80


def check_given(struct: type[Body], name: str, value: Any) -> None:
    """See that a value given as JSON has the form of its member, and say what form that is.

    Raises:
        MalformedError: It has another.
    """
    of = next(field.type for field in msgspec.structs.fields(struct) if field.name == name)
    try:
        msgspec.convert(value, of)
    except msgspec.ValidationError as error:
        got = json.dumps(value, ensure_ascii=False)[:_MOST_QUOTED]
        raise MalformedError(f"--field {name}: expected {_shape(of)}, got {got}: {error}") from error


def _shape(of: Any) -> str:
    """In words, what JSON a type is written as."""
    match msgspec.inspect.type_info(of):
        case msgspec.inspect.UnionType(types=types):
            one = next(each for each in types if not isinstance(each, msgspec.inspect.NoneType))
        case one:
            pass
    many = ""
    if isinstance(one, msgspec.inspect.VarTupleType):
        one, many = one.item_type, "a list, each "
    if isinstance(one, msgspec.inspect.LiteralType):
        return f"{many}one of {', '.join(str(value) for value in one.values)}"
    if not isinstance(one, msgspec.inspect.StructType):
        return f"{many}{type(one).__name__.removesuffix('Type').lower()}"
    needed = [field.encode_name for field in one.fields if field.required]
    rest = [field.encode_name for field in one.fields if not field.required]
    return f"{many}an object with {', '.join(needed) or 'any'}" + (f", and perhaps {', '.join(rest)}" if rest else "")
