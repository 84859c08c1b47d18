"""Robots of chat groups: how each wants its text, how it signs, how fast it may be spoken to, what its answers mean.

Forms, limits and codes are those of the makers' pages on group robots: 企业微信“群机器人配置说明”, 钉钉“自定义机器人接入”,
飞书“自定义机器人使用指南”. A robot says no inside an answer of status 200.
"""

import base64
import datetime as dt
import hashlib
import hmac
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote_plus

from tracker.channels.delivery import ChannelDown, Delivery, Way
from tracker.channels.gate import Gate, NotAllowed
from tracker.channels.posting import Answer, NoAnswer, NotSent, post

JSON = {"Content-Type": "application/json; charset=utf-8"}
_MINUTE = dt.timedelta(minutes=1)


@dataclass(frozen=True)
class Robot:
    """What is particular to one maker."""

    per_minute: int
    max_bytes: int
    """of the text in UTF-8"""
    payload: Callable[[str], dict[str, Any]]
    sign: Callable[[str, dict[str, Any], str, dt.datetime], tuple[str, dict[str, Any]]]
    """address, payload, secret, moment → what is sent instead"""
    code: str
    """the field of the answer that is 0 when all is well"""
    too_fast: dict[int, dt.timedelta]
    """codes that ask for a pause"""
    refused: dict[int, str]
    """codes after which only an administrator can help"""


def _base64_hmac(key: str, text: str) -> str:
    return base64.b64encode(hmac.digest(key.encode(), text.encode(), hashlib.sha256)).decode()


def _unsigned(url: str, payload: dict[str, Any], secret: str, now: dt.datetime) -> tuple[str, dict[str, Any]]:
    return url, payload


def _dingtalk(url: str, payload: dict[str, Any], secret: str, now: dt.datetime) -> tuple[str, dict[str, Any]]:
    """Milliseconds and signature behind the address; the secret is the key and stands in the text, too."""
    moment = str(int(now.timestamp() * 1000))
    sign = quote_plus(_base64_hmac(secret, f"{moment}\n{secret}"))
    return f"{url}{'&' if '?' in url else '?'}timestamp={moment}&sign={sign}", payload


def _feishu(url: str, payload: dict[str, Any], secret: str, now: dt.datetime) -> tuple[str, dict[str, Any]]:
    """Seconds and signature in the body; moment and secret are the key, and the text that is signed is empty."""
    moment = str(int(now.timestamp()))
    return url, {"timestamp": moment, "sign": _base64_hmac(f"{moment}\n{secret}", "")} | payload


def _text(text: str) -> dict[str, Any]:
    return {"msgtype": "text", "text": {"content": text}}


def _feishu_text(text: str) -> dict[str, Any]:
    return {"msg_type": "text", "content": {"text": text}}


ROBOTS = {
    Way.WECOM: Robot(
        per_minute=20,
        max_bytes=2048,
        payload=_text,
        sign=_unsigned,  # the key stands in the address
        code="errcode",
        too_fast={45009: _MINUTE},
        refused={93000: "地址无效，机器人可能已被移出群", 93008: "机器人不在群里", 40058: "消息格式不被接受"},
    ),
    Way.DINGTALK: Robot(
        per_minute=20,
        max_bytes=16_000,
        payload=_text,
        sign=_dingtalk,
        code="errcode",
        too_fast={
            130101: 10 * _MINUTE,
            410100: 10 * _MINUTE,
        },  # whoever is too fast is shut out for ten minutes
        refused={
            310000: "安全设置不符：签名密钥、关键词或 IP 地址段不对",
            300001: "地址里的 access_token 无效",
            400013: "群已解散",
            400101: "地址里的 access_token 不存在",
            400102: "机器人已停用",
            400106: "机器人不存在",
        },
    ),
    Way.FEISHU: Robot(
        per_minute=100,  # and 5 in a second
        max_bytes=16_000,  # 20 KB with everything around it
        payload=_feishu_text,
        sign=_feishu,
        code="code",
        too_fast={11232: _MINUTE, 99991400: _MINUTE},
        refused={
            19001: "地址无效，机器人可能已被移出群",
            19021: "签名不对，或者本机时间相差一小时以上",
            19022: "本机地址不在机器人的 IP 白名单里",
            19024: "消息里没有机器人要求的关键词",
            9499: "消息格式不被接受",
        },
    ),
}


def send_to_robot(way: Way, *, url: str, secret: str, text: str, now: dt.datetime, gate: Gate) -> Delivery:
    """Post the text into the robot's group. Raises ChannelDown when the server cannot be reached."""
    robot = ROBOTS[way]
    address, payload = url, robot.payload(text)
    if secret:
        address, payload = robot.sign(url, payload, secret, now)
    body = json.dumps(payload, ensure_ascii=False).encode()
    return exchanged(address, body, JSON, gate, lambda said: _read(robot, said))


def exchanged(
    url: str, body: bytes, headers: dict[str, str], gate: Gate, read: Callable[[dict[str, Any]], Delivery]
) -> Delivery:
    """Send, and judge the answer: its status here, the JSON of a good one by `read` ({} where there is none)."""
    try:
        answer = post(url, body, headers, gate=gate)
    except NotAllowed as refusal:
        return Delivery(False, str(refusal), final=True)
    except NotSent as error:
        raise ChannelDown(str(error)) from error
    except NoAnswer as error:
        return Delivery(False, str(error))
    match answer.status:
        case status if 200 <= status < 300:
            return read(_json(answer))
        case status if 300 <= status < 400:
            return Delivery(False, f"对方要求转到别的地址（{status}），系统不跟随，请核对地址", final=True)
        case 429:
            return Delivery(False, "对方要求放慢（429）", pause=answer.pause or _MINUTE)
        case status if status >= 500 or status == 408:
            return Delivery(False, f"对方服务器出错（{status}）", pause=answer.pause)
    return Delivery(False, f"对方拒收（{answer.status}）", final=True)


def _json(answer: Answer) -> dict[str, Any]:
    try:
        found = json.loads(answer.body)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _read(robot: Robot, said: dict[str, Any]) -> Delivery:
    """Judge by the code alone: the words of an answer may repeat the address, which is a secret."""
    code = said.get(robot.code)
    if code is None:
        return Delivery(False, "答复不是机器人的答复，请核对地址")
    if code == 0:
        return Delivery(True, confirmed=True)
    if code in robot.too_fast:
        return Delivery(False, f"发送过快（{code}）", pause=robot.too_fast[code])
    if code in robot.refused:
        return Delivery(False, f"{robot.refused[code]}（{code}）", final=True)
    return Delivery(False, f"机器人拒收（{code}）")
