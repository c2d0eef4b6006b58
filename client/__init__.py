"""What a correct client of a long-running transcription job does. Imports none of our other rooms."""

from understudy.client.async_client import AsyncClient, AsyncJobHandle
from understudy.client.client import Client, JobHandle
from understudy.client.clock import Clock, SystemClock
from understudy.client.connection import connect, connect_async
from understudy.client.errors import (
    BadReply,
    ClientError,
    Conflict,
    ExchangeError,
    JobFailed,
    LinkExpired,
    NoReply,
    NotFound,
    NotSent,
    RateLimited,
    Refused,
    ResultNotReady,
    TooLarge,
    Unauthorized,
    UnknownStatus,
    UploadFailed,
    UsageError,
    VendorFault,
    WaitTimeout,
    WebhookRefused,
)
from understudy.client.flow import Wait
from understudy.client.hooks import Exchange, Hooks, Progress
from understudy.client.job import Job
from understudy.client.policy import Policy
from understudy.client.result import Result
from understudy.client.status import Lane, Meaning, Status
from understudy.client.transcript import Transcript, Utterance
from understudy.client.vendor import vendors
from understudy.client.webhook import Delivery, WebhookReceiver

__all__ = [
    "AsyncClient",
    "AsyncJobHandle",
    "BadReply",
    "Client",
    "ClientError",
    "Clock",
    "Conflict",
    "Delivery",
    "Exchange",
    "ExchangeError",
    "Hooks",
    "Job",
    "JobFailed",
    "JobHandle",
    "Lane",
    "LinkExpired",
    "Meaning",
    "NoReply",
    "NotFound",
    "NotSent",
    "Policy",
    "Progress",
    "RateLimited",
    "Refused",
    "Result",
    "ResultNotReady",
    "Status",
    "SystemClock",
    "TooLarge",
    "Transcript",
    "Unauthorized",
    "UnknownStatus",
    "UploadFailed",
    "UsageError",
    "Utterance",
    "VendorFault",
    "Wait",
    "WaitTimeout",
    "WebhookReceiver",
    "WebhookRefused",
    "connect",
    "connect_async",
    "vendors",
]
