"""Looks each second, on asyncio."""

import asyncio

from interaction import declare, punctuated, status, upload


async def main() -> None:
    job = await asyncio.to_thread(declare)
    await asyncio.to_thread(upload, job)
    while await asyncio.to_thread(status, job) != "processed":
        await asyncio.sleep(1)
    print((await asyncio.to_thread(punctuated, job)).body)


asyncio.run(main())
