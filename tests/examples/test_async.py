import unittest

import httpx
from sessions import Failed, transcribe

from understudy.fakes import stand_in

LINK = "https://example.com/call.wav"


class Transcribing(unittest.IsolatedAsyncioTestCase):
    async def asyncSetUp(self):
        self.scriptix = await self.enterAsyncContext(stand_in("scriptix", shape="asgi"))
        headers = {"Authorization": f"Bearer {self.scriptix.key}"}
        client = httpx.AsyncClient(transport=self.scriptix.transport, base_url=self.scriptix.url, headers=headers)
        self.http = await self.enterAsyncContext(client)

    async def test_without_a_socket(self):
        self.assertTrue(await transcribe(self.http, LINK, self.scriptix.clock.sleep_async))

    async def test_asyncio_sleep_waits_on_the_stand_ins_clock(self):
        self.scriptix.use("decode_failed")
        with self.scriptix.patch_sleep(), self.assertRaises(Failed):
            await transcribe(self.http, LINK)


if __name__ == "__main__":
    unittest.main()
