"""What each vendor documents, as data, and how sure we are of it. Imports none of our other rooms."""

from understudy.contracts.contract import Contract, Issue, Operation
from understudy.contracts.lifecycle import Lifecycle
from understudy.contracts.provenance import Provenance, Sureness
from understudy.contracts.strict_yaml import Document, DocumentError, nearest
from understudy.contracts.vendor import Failure, Vendor, read_vendor, vendor, vendor_names

__all__ = [
    "Contract",
    "Document",
    "DocumentError",
    "Failure",
    "Issue",
    "Lifecycle",
    "Operation",
    "Provenance",
    "Sureness",
    "Vendor",
    "nearest",
    "read_vendor",
    "vendor",
    "vendor_names",
]
