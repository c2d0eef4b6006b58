"""What may go wrong with one exchange: each fault is an ASGI app around an ASGI app, one small file each."""

from understudy.fakes.faults.fault import Fault, NoFault, WireFaultInProcess
from understudy.fakes.faults.place import NO_FAULT, Place, fault_at, is_on_wire
from understudy.fakes.faults.strike import Strike

__all__ = ["NO_FAULT", "Fault", "NoFault", "Place", "Strike", "WireFaultInProcess", "fault_at", "is_on_wire"]
