from calls import transcribe


def test_a_recording_is_transcribed(elevateai):
    transcript = transcribe(elevateai.url, elevateai.key, "https://example.com/call.wav", elevateai.clock.sleep)
    assert transcript["sentenceSegments"]
