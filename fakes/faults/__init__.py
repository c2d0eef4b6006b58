"""What may go wrong with one exchange: each fault is an ASGI app around an ASGI app, one small file each."""

from understudy.fakes.faults.cut import Cut
from understudy.fakes.faults.fault import Fault, NoFault, WireFaultInProcess
from understudy.fakes.faults.hang import Hang
from understudy.fakes.faults.place import fault_at
from understudy.fakes.faults.respond import Respond

__all__ = ["Cut", "Fault", "Hang", "NoFault", "Respond", "WireFaultInProcess", "fault_at"]
