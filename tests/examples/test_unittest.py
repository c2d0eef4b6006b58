import unittest

from calls import Failed, transcribe

from understudy.fakes import stand_in


class Transcribing(unittest.TestCase):
    def setUp(self):
        self.elevateai = self.enterContext(stand_in("elevateai"))

    def transcribe(self):
        return transcribe(
            self.elevateai.url, self.elevateai.key, "https://example.com/call.wav", self.elevateai.clock.sleep
        )

    def test_a_recording_is_transcribed(self):
        self.assertTrue(self.transcribe()["sentenceSegments"])

    def test_a_failure_is_told(self):
        self.elevateai.use("processing_failed")
        with self.assertRaises(Failed):
            self.transcribe()


if __name__ == "__main__":
    unittest.main()
