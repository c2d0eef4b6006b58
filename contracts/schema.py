"""A JSON Schema of a contract, made into a validator when it is first asked.

Source: JSON Schema 2020-12, as OpenAPI 3.1 has it. Making all of a vendor's validators takes longer than everything
else that a first answer needs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import jsonschema_rs  # loaded with the first validator: it takes as long as all the rest of this room


class Schema:
    """One schema, which may refer to the components of its document."""

    is_valid: Callable[[Any], bool]
    """says whether a value is as the schema has it"""
    iter_errors: Callable[[Any], Iterator[jsonschema_rs.ValidationError]]
    """yields what is wrong with a value"""

    def __init__(self, whole: dict[str, Any], refusal: Callable[[Exception], Exception]) -> None:
        """`whole` includes the components; `refusal` makes what is raised when it is no schema, from the reason."""
        self.whole, self._refusal = whole, refusal

    def make(self) -> None:
        """Make the validator. Raises the refusal when it is no schema, or refers to what is not there."""
        import jsonschema_rs

        try:
            validator = jsonschema_rs.Draft202012Validator(self.whole, validate_formats=True)
        except (jsonschema_rs.ValidationError, jsonschema_rs.ReferencingError, ValueError) as error:
            raise self._refusal(error) from error
        self.is_valid, self.iter_errors = validator.is_valid, validator.iter_errors

    def __getattr__(self, name: str) -> Any:
        """Make the validator, whose methods are this schema's own from then on."""
        if name not in ("is_valid", "iter_errors"):
            raise AttributeError(name)
        self.make()
        return getattr(self, name)
