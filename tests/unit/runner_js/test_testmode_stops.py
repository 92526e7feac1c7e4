"""What test mode stops says what it was and where it went; and it fails closed."""

import json
import subprocess
from typing import Any

import pytest

from tests.proofs.testmode.attempt import run_script
from tests.proofs.testmode.node import NODE, TESTMODE

WHY = "In test mode only HTTP requests are answered, and nothing leaves this machine."


@pytest.mark.parametrize(
    ("connect", "what", "event"),
    [
        (
            "net.connect(5432, 'db.example.org')",
            "A PostgreSQL connection to db.example.org:5432 was stopped.",
            {"kind": "tcp", "host": "db.example.org", "port": 5432},
        ),
        (
            "net.connect({ host: 'smtp.example.org', port: '25' })",
            "An SMTP connection to smtp.example.org:25 was stopped.",
            {"kind": "tcp", "host": "smtp.example.org", "port": 25},
        ),
        (
            "tls.connect(993, 'mail.example.org')",
            "An IMAP connection to mail.example.org:993 was stopped.",
            {"kind": "tls", "host": "mail.example.org", "port": 993},
        ),
        (
            "net.connect(1433)",
            "An SQL Server connection to localhost:1433 was stopped.",
            {"kind": "tcp", "host": "localhost", "port": 1433},
        ),
        (
            "net.connect('/run/db.sock').on('connect', function () { this.write('x') })",
            "A connection to the local socket /run/db.sock was stopped.",
            {"kind": "unix", "host": "/run/db.sock"},
        ),
        (
            "net.connect(7000, 'h').on('connect', function () { this.write('HELO') })",
            "A raw TCP connection to h:7000 was stopped.",
            {"kind": "tcp", "host": "h", "port": 7000},
        ),
    ],
)
def test_a_stopped_connection_is_named_in_its_error_and_its_event(
    connect: str, what: str, event: dict[str, Any]
):
    outcome = run_script(f"""
        import net from 'node:net'; import tls from 'node:tls';
        globalThis.operation = 2;
        {connect}.on('error', ({{ name, code, message, kind, host, port }}) =>
          tell([name, code, message, kind, host, port]));""")

    expected = ["TestModeError", "ERR_OPENFN_TEST_MODE", f"{what} {WHY}"]
    place = [event["kind"], event["host"], event.get("port")]
    assert outcome.result == {"value": expected + place}
    assert outcome.events == [{"type": "blocked", "what": what, **event, "operation": 2}]


def test_a_name_that_was_resolved_before_is_told_instead_of_its_address():
    outcome = run_script("""
        import dns from 'node:dns'; import net from 'node:net';
        const one = await dns.promises.lookup('one.example.org');
        const [two] = await dns.promises.resolve4('two.example.org');
        const [three] = await dns.promises.resolve6('three.example.org');
        net.connect(3306, two).on('error', () => tell([one.address, two, three]));""")

    assert outcome.result == {"value": ["192.0.2.1", "192.0.2.2", "2001:db8::3"]}
    assert [event.get("host") for event in outcome.events] == [
        "one.example.org",
        "two.example.org",
        "three.example.org",
        "two.example.org",
    ]
    assert outcome.events[-1]["what"] == ("A MySQL connection to two.example.org:3306 was stopped.")


@pytest.mark.parametrize(
    ("lookup", "found"),
    [
        ("dns.promises.lookup('h')", {"address": "192.0.2.1", "family": 4}),
        ("util.promisify(dns.lookup)('h')", {"address": "192.0.2.1", "family": 4}),
        ("dns.promises.lookup('h', 6)", {"address": "2001:db8::1", "family": 6}),
        ("dns.promises.lookup('h', { all: true })", [{"address": "192.0.2.1", "family": 4}]),
        ("dns.promises.lookup('localhost')", {"address": "127.0.0.1", "family": 4}),
        ("dns.promises.lookup('10.1.2.3')", {"address": "10.1.2.3", "family": 4}),
        ("dns.promises.resolve('h')", ["192.0.2.1"]),
        ("dns.promises.resolve('h', 'AAAA')", ["2001:db8::1"]),
        ("util.promisify(dns.resolve)('h', 'A')", ["192.0.2.1"]),
        ("dns.promises.resolve4('h', { ttl: true })", [{"address": "192.0.2.1", "ttl": 60}]),
        ("new dns.promises.Resolver().resolve4('h')", ["192.0.2.1"]),
        ("new Promise((ok) => dns.lookup('h', { all: true }, (e, list) => ok(list.length)))", 1),
    ],
)
def test_addresses_are_found_without_a_query(lookup: str, found: object):
    outcome = run_script(
        f"import dns from 'node:dns'; import util from 'node:util'; tell(await {lookup});"
    )

    assert outcome.result == {"value": found}
    assert [event["type"] for event in outcome.events] == ["dns"]


@pytest.mark.parametrize(
    "call",
    ["dns.lookup('h')", "dns.resolve4('h')", "net.connect(70000)", "net.connect({ port: '' })"],
)
def test_a_call_that_is_wrong_in_life_is_wrong_here(call: str):
    outcome = run_script(f"""
        import dns from 'node:dns'; import net from 'node:net';
        try {{ {call}; }} catch (error) {{ tell(error.code); }}""")

    assert outcome.result is not None
    assert outcome.result["value"] in ("ERR_INVALID_ARG_TYPE", "ERR_SOCKET_BAD_PORT")


def test_a_client_certificate_that_cannot_be_read_fails_as_in_life():
    outcome = run_script("""
        import https from 'node:https';
        try { https.get('https://example.org/', { cert: 'no certificate', key: 'no key' }); }
        catch (error) { tell(error.code); }""")

    assert outcome.result is not None
    assert outcome.result["value"].startswith("ERR_OSSL_")


def test_a_tls_socket_says_what_clients_ask_of_it():
    outcome = run_script("""
        import tls from 'node:tls';
        const socket = tls.connect({ host: 'example.org', port: 443, ALPNProtocols: ['h2'] });
        socket.on('secureConnect', () => {
          const { encrypted, authorized, alpnProtocol, servername, remotePort } = socket;
          const subject = socket.getPeerCertificate().subject.CN;
          tell([encrypted, authorized, alpnProtocol, servername, remotePort, subject,
            socket.getProtocol(), socket instanceof tls.TLSSocket]);
          socket.destroy();
        });""")

    assert outcome.result == {
        "value": [True, True, "h2", "example.org", 443, "example.org", "TLSv1.3", True]
    }


# ---------------------------------------------------------------- fails closed

INSTALL = """
const { install } = require(process.argv[1] + '/index.cjs');
const events = [];
const say = (value) => console.log(JSON.stringify(value));
const begin = (emit = (event) => events.push(event)) =>
  install({ emit, where: () => ({}), ask: async () => null });
"""


def node(script: str) -> object:
    command = [NODE, "--no-warnings", "-e", INSTALL + script, TESTMODE]
    done = subprocess.run(command, capture_output=True, check=False, timeout=60)
    return json.loads(done.stdout)


@pytest.mark.parametrize(
    ("sabotage", "name"),
    [
        ("delete require('net').Socket.prototype.connect;", "connect"),
        ("Object.freeze(require('tls'));", "connect"),
        ("require('dns').lookup = undefined;", "lookup"),
        ("delete require('child_process').spawn;", "spawn"),
        ("Object.defineProperty(process, 'dlopen', { configurable: false });", "dlopen"),
        ("require('net').Server.prototype.listen = 5;", "listen"),
    ],
)
def test_a_hook_that_cannot_be_put_in_place_stops_the_process(sabotage: str, name: str):
    message = node(f"{sabotage} try {{ begin(); say('sealed'); }} catch (e) {{ say(e.message); }}")

    assert isinstance(message, str)
    assert name in message


def test_it_is_installed_only_once():
    script = "begin(); try { begin(); } catch (error) { say(error.message); }"

    assert node(script) == "Test mode is installed already."


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_request_is_refused_when_nobody_can_be_told_of_it(method: str):
    found = node(f"""
        begin(() => {{ throw new Error('the parent is gone'); }});
        fetch('http://example.org/', {{ method: '{method}' }}).then(
          () => say('answered'), (error) => say(error.cause.message));""")

    assert found == "the parent is gone"


def test_a_connection_is_stopped_when_nobody_can_be_told_of_it():
    found = node("""
        begin(() => { throw new Error('the parent is gone'); });
        require('net').connect(25, 'mail').on('error', (e) => say([e.name, e.cause.message]));""")

    assert found == ["TestModeError", "the parent is gone"]


def test_a_socket_that_wraps_the_door_still_goes_through_it():
    found = node("""
        begin();
        const net = require('net'); const { connect } = net.Socket.prototype;
        net.Socket.prototype.connect = function (...args) { return connect.apply(this, args); };
        fetch('http://example.org/').then(({ status }) => say([status, events.length]));""")

    assert found == [200, 2]


def test_names_imported_before_by_es_modules_are_replaced_too():
    source = f"""
        import {{ exec }} from 'node:child_process'; import {{ lookup }} from 'node:dns';
        import {{ Worker }} from 'node:worker_threads'; import module from 'node:module';
        const {{ install }} = module.createRequire(import.meta.url)('{TESTMODE}/index.cjs');
        install({{ emit() {{}}, where: () => ({{}}), ask: async () => null }});
        const nameOf = (attempt) => {{
          try {{ attempt(); return 'nothing'; }} catch (error) {{ return error.name; }}
        }};
        const names = [nameOf(() => exec('true')), nameOf(() => new Worker('1'))];
        lookup('h', (_error, address) => console.log(JSON.stringify([address, ...names])));"""
    command = [NODE, "--no-warnings", "--input-type=module", "-e", source]

    done = subprocess.run(command, capture_output=True, check=False, timeout=60)

    assert json.loads(done.stdout) == ["192.0.2.1", "TestModeError", "TestModeError"]


def test_once_closed_it_leaves_no_listener_and_no_way_out():
    outcome = run_script("""
        import net from 'node:net';
        sealed.close();
        net.connect(25, 'mail').on('error', ({ name }) => tell(name));""")

    assert outcome.result == {"value": "TestModeError"}
