"""A gateway for short messages: one signed JSON request per message; the contract stands in docs/deployment.md."""

import datetime as dt
import hashlib
import hmac
import json
from typing import Any

from tracker.channels.delivery import Delivery
from tracker.channels.gate import Gate
from tracker.channels.robots import JSON, exchanged

TIMESTAMP, SIGNATURE = "X-Zhenggai-Timestamp", "X-Zhenggai-Signature"


def signature(secret: str, timestamp: str, body: bytes) -> str:
    """Return the hexadecimal HMAC-SHA256 of timestamp, full stop and body."""
    return hmac.new(secret.encode(), f"{timestamp}.".encode() + body, hashlib.sha256).hexdigest()


def send_sms(
    *, url: str, secret: str, phone: str, text: str, message_id: str, now: dt.datetime, gate: Gate
) -> Delivery:
    """Hand a short message to the gateway; the same `message_id` is the same message, however often it comes."""
    body = json.dumps({"id": message_id, "phone": phone, "text": text}, ensure_ascii=False).encode()
    timestamp = str(int(now.timestamp()))
    headers = JSON | {TIMESTAMP: timestamp, SIGNATURE: signature(secret, timestamp, body)}
    return exchanged(url, body, headers, gate, _read)


def _read(said: dict[str, Any]) -> Delivery:
    """2xx is taken; a `code` other than 0 is a refusal all the same, `status: delivered` says that it has arrived."""
    code = said.get("code", 0)
    if code not in (0, "0"):
        return Delivery(
            False, f"短信网关拒收（{str(code)[:20]}）{str(said.get('message', ''))[:200]}".strip()
        )
    return Delivery(True, confirmed=said.get("status") == "delivered")
