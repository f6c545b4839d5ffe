import hashlib, hmac, json, os
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit
from urllib.request import Request, urlopen

class Bot(BaseHTTPRequestHandler):
    def end(self, status, text=""):
        self.send_response(status)
        self.end_headers()
        self.wfile.write(text.encode())

    def do_GET(self):
        query = {name: values[0] for name, values in parse_qs(urlsplit(self.path).query).items()}
        is_ours = query.get("hub.verify_token") == os.environ["VERIFY_TOKEN"]
        self.end(200 if is_ours else 403, query.get("hub.challenge", ""))

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        signature = "sha256=" + hmac.new(os.environ["APP_SECRET"].encode(), body, hashlib.sha256).hexdigest()
        if not hmac.compare_digest(signature, self.headers.get("X-Hub-Signature-256", "")):
            return self.end(403)
        self.end(200)
        for event in [item for entry in json.loads(body)["entry"] for item in entry.get("messaging", [])]:
            message = event.get("message", {})
            said = message.get("text") or event.get("postback", {}).get("title")
            if said is None or message.get("is_echo"):
                continue
            answer = {"recipient": event["sender"], "messaging_type": "RESPONSE", "message": {"text": "You said: " + said}}
            headers = {"Authorization": "Bearer " + os.environ["PAGE_ACCESS_TOKEN"], "Content-Type": "application/json"}
            urlopen(Request("https://graph.facebook.com/v26.0/me/messages", json.dumps(answer).encode(), headers)).read()

ThreadingHTTPServer(("127.0.0.1", int(os.environ["PORT"])), Bot).serve_forever()
