import os

import pytest
from calls import transcribe


@pytest.fixture(autouse=True)
def configured(elevateai, scriptix, monkeypatch):
    for name, value in {**elevateai.env, **scriptix.env}.items():
        monkeypatch.setenv(name, value)


def test_code_that_reads_its_environment(elevateai):
    url, token = os.environ["ELEVATEAI_BASE_URL"], os.environ["ELEVATEAI_API_TOKEN"]
    assert transcribe(url, token, "https://example.com/call.wav", elevateai.clock.sleep)
