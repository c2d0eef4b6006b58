"""Gets one token, and takes 403 for something that passes by itself."""

import os
import sys
import time

from wire import call, form

BASE = os.environ["MARSVIEW_BASE_URL"]
NAMES = {"apiKey": "MARSVIEW_API_KEY", "apiSecret": "MARSVIEW_API_SECRET", "userId": "MARSVIEW_USER_ID"}
MODEL = {"modelType": "speech_to_text", "modelConfig": {"speaker_seperation": {"num_speakers": -1}}}

granted = call("POST", f"{BASE}/auth/create_access_token", None, {name: os.environ[NAMES[name]] for name in NAMES})
token = {"Authorization": f"Bearer {granted.json()['data']['accessToken']}"}
headers, body = form("file", {"title": "call", "description": "call"})
job = call("POST", f"{BASE}/conversation/save_file", {**token, **headers}, body).json()["data"]["txnId"]
call("POST", f"{BASE}/conversation/compute", token, {"txnId": job, "enableModels": [MODEL]})
for _ in range(2):
    time.sleep(301)
    answer = call("GET", f"{BASE}/conversation/get_txn/{job}", token)
    if answer.ok and answer.json()["data"]["enableModels"][0]["state"]["status"] == "processed":
        break
else:
    sys.exit(f"no status: {answer.status}")
print(call("GET", f"{BASE}/conversation/fetch_metadata/{job}", token).body)
