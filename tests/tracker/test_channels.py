"""Messages to other servers: only to listed hosts at checked addresses, signed as each maker wants, answers understood."""

import base64
import datetime as dt
import hashlib
import hmac
import json
import shutil
import subprocess
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.http_server import http_server
from tests.services.servers import free_port
from tracker.channels import ChannelDown, Gate, NotAllowed, Way, send_sms, send_to_robot
from tracker.channels.gate import Place, look_up
from tracker.channels.posting import SIZE_LIMIT, NoAnswer, NotSent, post

NOW = dt.datetime(2026, 5, 20, 0, 0, tzinfo=dt.UTC)
ROBOTS = (Way.WECOM, Way.DINGTALK, Way.FEISHU)
HERE = "127.0.0.0/8"


@pytest.fixture
def site():
    with http_server() as site:
        yield site


@pytest.fixture
def gate(site):
    return Gate.listed([site.url], [HERE])


def knowing(*addresses: str, hosts=("https://robot.example.com",), networks=()) -> Gate:
    """A gate whose names lead to these addresses, one look after the other."""
    left = list(addresses)
    return Gate.listed(hosts, networks, look_up=lambda host, port: [left.pop(0)])


class TestGate:
    @pytest.mark.parametrize(
        ("listed", "url"),
        [
            ("qyapi.weixin.qq.com", "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=1"),
            ("QYAPI.weixin.qq.com", "https://qyapi.weixin.qq.com:443/x"),
            ("sms.example.gov.cn:8443", "https://sms.example.gov.cn:8443/send"),
            ("http://10.1.2.3:8080", "http://10.1.2.3:8080/send"),
            ("[fd00::1]:8443", "https://[fd00::1]:8443/send"),
        ],
    )
    def test_opens_for_what_is_listed(self, listed, url):
        assert Gate.listed([listed]).place_of(url) == Place.written(listed)

    @pytest.mark.parametrize(
        "url",
        [
            "https://other.example.com/",
            "http://robot.example.com/",
            "https://robot.example.com:8443/",
            "https://robot.example.com.evil.example/",
            "https://robot.example.com@evil.example/",
            "https://evil.example\\@robot.example.com/",
            "https://user@robot.example.com/",
            "https://robot.example.com/#x",
            "https://robot.example.com/a b",
            "https://robot.example.com/\r\nHost: evil.example",
            "https://robot.example.com:99999/",
            "ftp://robot.example.com/",
            "file:///etc/passwd",
            "//robot.example.com/",
            "robot.example.com",
            "",
        ],
    )
    def test_stays_shut_for_the_rest(self, url):
        with pytest.raises(NotAllowed):
            Gate.listed(["robot.example.com"]).place_of(url)

    def test_with_nothing_listed_nothing_leaves(self):
        with pytest.raises(NotAllowed, match="OUTGOING_HOSTS"):
            Gate.listed([]).place_of("https://oapi.dingtalk.com/robot/send")

    @pytest.mark.parametrize(
        "address",
        [
            "127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "100.64.0.1", "169.254.169.254", "0.0.0.0",
            "224.0.0.1", "::1", "::", "fd00::1", "fe80::1", "fe80::1%eth0", "::ffff:127.0.0.1", "64:ff9b::7f00:1",
            "2002:7f00:1::", "::ffff:169.254.169.254",
        ],
    )  # fmt: skip
    def test_a_listed_name_that_leads_inside_is_refused(self, address):
        gate = knowing(address)
        with pytest.raises(NotAllowed, match="OUTGOING_NETWORKS"):
            gate.addresses_of(Place.written("robot.example.com"))

    def test_one_inner_address_among_public_ones_is_enough_to_refuse(self):
        gate = Gate.listed(["robot.example.com"], look_up=lambda host, port: ["8.8.8.8", "10.0.0.1"])
        with pytest.raises(NotAllowed):
            gate.addresses_of(Place.written("robot.example.com"))

    @pytest.mark.parametrize("address", ["169.254.169.254", "0.0.0.0", "224.0.0.1"])
    def test_addresses_that_no_gateway_has_cannot_be_listed(self, address):
        with pytest.raises(NotAllowed):
            knowing(address, networks=["0.0.0.0/0"]).addresses_of(Place.written("robot.example.com"))

    def test_public_and_listed_private_addresses_are_reached(self):
        place = Place.written("robot.example.com")
        assert knowing("8.8.8.8").addresses_of(place) == ["8.8.8.8"]
        assert knowing("10.1.2.3", networks=["10.1.0.0/16"]).addresses_of(place) == ["10.1.2.3"]

    def test_a_network_that_is_none_is_an_error(self):
        with pytest.raises(ValueError, match="host bits"):
            Gate.listed([], ["10.1.2.3/8"])


class TestPost:
    def test_sends_what_was_given(self, site, gate):
        answer = post(f"{site.url}/send?key=1", "你好".encode(), {"X-One": "1"}, gate=gate)
        assert (answer.status, answer.body) == (200, site.body)
        [request] = site.requests
        assert (request.path, request.body.decode(), request.headers["X-One"]) == ("/send?key=1", "你好", "1")
        assert request.headers["Host"] == f"127.0.0.1:{site.port}"

    def test_a_name_is_asked_once_and_the_checked_address_is_used(self, site):
        """The second look would lead elsewhere; and the name itself exists nowhere."""
        name = f"http://rebinding.invalid:{site.port}"
        gate = knowing("127.0.0.1", "169.254.169.254", hosts=[name], networks=[HERE])
        assert post(f"{name}/", b"", {}, gate=gate).status == 200
        assert site.requests[0].headers["Host"] == f"rebinding.invalid:{site.port}"

    def test_a_listed_host_of_this_machine_needs_its_network_listed(self, site):
        with pytest.raises(NotAllowed, match="内部地址"):
            post(site.url, b"", {}, gate=Gate.listed([site.url]))
        assert not site.requests

    def test_a_redirect_is_not_followed(self, site, gate):
        with http_server() as inner:
            site.status, site.headers = 302, {"Location": f"{inner.url}/latest/meta-data"}
            assert post(site.url, b"", {}, gate=gate).status == 302
            assert not inner.requests

    def test_a_proxy_of_the_environment_is_not_asked(self, site, gate, monkeypatch):
        monkeypatch.setenv("http_proxy", f"http://127.0.0.1:{free_port()}")
        assert post(site.url, b"", {}, gate=gate).status == 200

    def test_a_silent_server_is_given_up(self, site, gate):
        site.seconds = 1
        with pytest.raises(NoAnswer, match="没有答复"):
            post(site.url, b"", {}, gate=gate, seconds=0.2)

    def test_a_server_that_drips_is_given_up(self, site, gate):
        site.drips = True
        with pytest.raises(NoAnswer, match="没有答复"):
            post(site.url, b"", {}, gate=gate, seconds=0.4)

    def test_a_dropped_line_is_an_unknown_end(self, site, gate):
        site.hangs_up = True
        with pytest.raises(NoAnswer, match="中断了连接"):
            post(site.url, b"", {}, gate=gate)

    def test_a_huge_answer_is_not_read_to_its_end(self, site, gate):
        site.body = b"x" * (SIZE_LIMIT * 4)
        with pytest.raises(NoAnswer, match="过长"):
            post(site.url, b"", {}, gate=gate)

    def test_a_refused_connection_means_that_nothing_was_sent(self):
        url = f"http://127.0.0.1:{free_port()}"
        with pytest.raises(NotSent):
            post(url, b"", {}, gate=Gate.listed([url], [HERE]))

    def test_a_name_that_nobody_knows(self):
        def unknown(host, port):
            raise OSError

        with pytest.raises(NotSent, match="找不到主机"):
            post("https://a.invalid/", b"", {}, gate=Gate.listed(["a.invalid"], look_up=unknown))

    @pytest.mark.parametrize(
        ("asked", "seconds"),
        [
            ("120", 120),
            ("Wed, 20 May 2026 00:05:00 GMT", 300),
            ("9" * 30, 6 * 3600),
            ("9" * 5000, 6 * 3600),  # more digits than Python reads as a number
            ("-5", None),
            ("later", None),
        ],
    )
    def test_what_the_server_asks_to_wait(self, site, gate, asked, seconds, time_machine):
        time_machine.move_to(NOW, tick=False)
        site.status, site.headers = 429, {"Retry-After": asked}
        pause = post(site.url, b"", {}, gate=gate).pause
        assert pause == (None if seconds is None else dt.timedelta(seconds=seconds))

    def test_this_machine_is_found_by_its_name(self):
        assert {"127.0.0.1", "::1"} & set(look_up("localhost", 80))


@pytest.fixture
def certificate(tmp_path):
    """A certificate for gateway.test, signed by itself."""
    if not shutil.which("openssl"):
        pytest.skip("缺少 openssl")
    file = str(tmp_path / "both.pem")
    options = "req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=gateway.test -addext subjectAltName=DNS:gateway.test"
    subprocess.run(
        ["openssl", *options.split(), "-keyout", file, "-out", f"{file}.crt"], check=True, capture_output=True
    )
    with open(file, "a") as both, open(f"{file}.crt") as signed:
        both.write(signed.read())
    return file


class TestEncrypted:
    def connect(self, site, host="gateway.test"):
        url = f"https://{host}:{site.port}"
        gate = Gate.listed([url], [HERE], look_up=lambda host, port: ["127.0.0.1"])
        return post(url, b"", {}, gate=gate)

    def test_the_certificate_is_that_of_the_name_not_of_the_address(self, certificate, monkeypatch):
        monkeypatch.setenv("SSL_CERT_FILE", certificate)
        with http_server(certificate) as site:
            assert self.connect(site).status == 200
            with pytest.raises(NotSent, match="SSLCertVerificationError"):
                self.connect(site, "other.test")

    def test_a_certificate_that_nobody_vouches_for_is_refused(self, certificate):
        with http_server(certificate) as site, pytest.raises(NotSent, match="SSLCertVerificationError"):
            self.connect(site)


class TestRobots:
    def send(self, way, site, gate, secret="SEC1"):
        return send_to_robot(
            way, url=f"{site.url}/hook?key=k1", secret=secret, text="逾期 3 天", now=NOW, gate=gate
        )

    @pytest.mark.parametrize("way", ROBOTS)
    def test_a_text_that_is_taken_stands_in_the_group(self, site, gate, way):
        delivery = self.send(way, site, gate)
        assert (delivery.delivered, delivery.confirmed, delivery.error) == (True, True, "")
        assert "逾期 3 天" in site.requests[0].body.decode()

    def test_wecom_has_its_key_in_the_address(self, site, gate):
        self.send(Way.WECOM, site, gate, secret="")
        [request] = site.requests
        assert request.path == "/hook?key=k1"
        assert request.json == {"msgtype": "text", "text": {"content": "逾期 3 天"}}

    def test_dingtalk_is_signed_behind_the_address(self, site, gate):
        self.send(Way.DINGTALK, site, gate)
        query = parse_qs(urlsplit(site.requests[0].path).query)
        assert query["timestamp"] == ["1779235200000"]
        expected = hmac.new(b"SEC1", b"1779235200000\nSEC1", hashlib.sha256).digest()
        assert base64.b64decode(query["sign"][0]) == expected
        assert site.requests[0].json == {"msgtype": "text", "text": {"content": "逾期 3 天"}}

    def test_feishu_is_signed_in_the_body(self, site, gate):
        self.send(Way.FEISHU, site, gate)
        sent = site.requests[0].json
        expected = hmac.new(b"1779235200\nSEC1", b"", hashlib.sha256).digest()
        assert sent == {
            "timestamp": "1779235200",
            "sign": base64.b64encode(expected).decode(),
            "msg_type": "text",
            "content": {"text": "逾期 3 天"},
        }

    @pytest.mark.parametrize("way", [Way.DINGTALK, Way.FEISHU])
    def test_without_a_secret_nothing_is_signed(self, site, gate, way):
        self.send(way, site, gate, secret="")
        assert "sign" not in site.requests[0].path + site.requests[0].body.decode()

    @pytest.mark.parametrize(
        ("way", "said", "words", "final"),
        [
            (Way.WECOM, {"errcode": 93000, "errmsg": "invalid webhook url"}, "地址无效", True),
            (Way.WECOM, {"errcode": -1, "errmsg": "system busy"}, "机器人拒收（-1）", False),
            (Way.DINGTALK, {"errcode": 310000, "errmsg": "sign not match"}, "安全设置不符", True),
            (Way.DINGTALK, {"errcode": 400102, "errmsg": "stopped"}, "已停用", True),
            (Way.FEISHU, {"code": 19021, "msg": "sign match fail"}, "签名不对", True),
            (Way.FEISHU, {"code": 9499, "msg": "Bad Request", "data": {}}, "格式", True),
            (Way.FEISHU, {"errcode": 0}, "不是机器人的答复", False),
            (Way.WECOM, {}, "不是机器人的答复", False),
        ],
    )
    def test_a_no_inside_a_yes_is_understood(self, site, gate, way, said, words, final):
        site.says(**said)
        delivery = self.send(way, site, gate)
        assert (delivery.delivered, delivery.final) == (False, final)
        assert words in delivery.error

    @pytest.mark.parametrize(
        ("way", "said", "minutes"),
        [
            (Way.WECOM, {"errcode": 45009, "errmsg": "api freq out of limit"}, 1),
            (Way.DINGTALK, {"errcode": 130101, "errmsg": "send too fast, exceed 20 times per minute"}, 10),
            (Way.FEISHU, {"code": 11232, "msg": "too many request"}, 1),
        ],
    )
    def test_too_fast_asks_for_a_pause(self, site, gate, way, said, minutes):
        site.says(**said)
        delivery = self.send(way, site, gate)
        assert (delivery.delivered, delivery.final) == (False, False)
        assert delivery.pause == dt.timedelta(minutes=minutes)

    @pytest.mark.parametrize(
        ("status", "final", "pause"),
        [
            (429, False, 30),
            (500, False, 30),
            (503, False, 30),
            (302, True, None),
            (403, True, None),
            (404, True, None),
        ],
    )
    def test_a_bad_status_is_judged(self, site, gate, status, final, pause):
        site.status, site.headers = status, {"Retry-After": "30"}
        delivery = self.send(Way.WECOM, site, gate)
        assert (delivery.delivered, delivery.final) == (False, final)
        assert delivery.pause == (pause and dt.timedelta(seconds=pause))
        assert str(status) in delivery.error

    @pytest.mark.parametrize("body", [b"", b"<html>", b"[]", b"\xff\xfe", b'{"errcode": "x"}'])
    def test_an_answer_that_is_none_is_a_failure(self, site, gate, body):
        site.body = body
        assert not self.send(Way.WECOM, site, gate).delivered

    def test_a_dropped_line_counts_as_a_try(self, site, gate):
        site.hangs_up = True
        delivery = self.send(Way.WECOM, site, gate)
        assert (delivery.delivered, delivery.final) == (False, False)

    def test_a_server_that_is_down_is_no_try(self):
        url = f"http://127.0.0.1:{free_port()}"
        with pytest.raises(ChannelDown):
            send_to_robot(Way.WECOM, url=url, secret="", text="x", now=NOW, gate=Gate.listed([url], [HERE]))

    def test_a_host_off_the_list_is_refused_for_good(self, site):
        delivery = self.send(Way.WECOM, site, Gate.listed([]))
        assert delivery.final
        assert not site.requests

    @pytest.mark.parametrize("status", [200, 302, 403, 429, 500])
    def test_no_error_repeats_address_or_secret(self, site, gate, status):
        site.status = status
        site.says(errcode=1, errmsg="bad key k1 or SEC1")
        error = self.send(Way.WECOM, site, gate).error
        assert [word for word in ("k1", "SEC1", "hook") if word in error] == []


class TestShortMessages:
    def send(self, site, gate, text="【问题整改】1 项逾期"):
        return send_sms(
            url=f"{site.url}/sms",
            secret="s3",
            phone="13800000000",
            text=text,
            message_id="digest-7",
            now=NOW,
            gate=gate,
        )

    def test_the_request_is_signed_over_time_and_body(self, site, gate):
        assert self.send(site, gate).delivered
        [request] = site.requests
        assert request.json == {"id": "digest-7", "phone": "13800000000", "text": "【问题整改】1 项逾期"}
        expected = hmac.new(b"s3", b"1779235200." + request.body, hashlib.sha256).hexdigest()
        assert request.headers["X-Zhenggai-Signature"] == expected
        assert request.headers["X-Zhenggai-Timestamp"] == "1779235200"
        assert request.headers["Content-Type"] == "application/json; charset=utf-8"

    @pytest.mark.parametrize(
        ("body", "delivered", "confirmed"),
        [
            (b"", True, False),
            (b'{"code": 0}', True, False),
            (b'{"code": "0", "status": "delivered"}', True, True),
            (json.dumps({"code": 12, "message": "余额不足"}).encode(), False, False),
        ],
    )
    def test_what_the_gateway_answers(self, site, gate, body, delivered, confirmed):
        site.body = body
        answer = self.send(site, gate)
        assert (answer.delivered, answer.confirmed) == (delivered, confirmed)
        assert delivered or "余额不足" in answer.error
