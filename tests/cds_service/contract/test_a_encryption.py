"""Section A of the checklist: HTTPS, with a certificate made for the test."""

from __future__ import annotations

import datetime as dt
import ipaddress
import socket
import ssl

import pytest
import requests
from click.testing import CliRunner
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from cds_service.cli import main
from tests.cds_service.calls import VIEW, view
from tests.conftest import AS_OF
from tests.serving import serving

HOST = "127.0.0.1"


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    """A certificate for this machine, signed by itself, and its key, as files."""
    folder = tmp_path_factory.mktemp("certificate")
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "loopback")])
    now = dt.datetime.now(dt.UTC)
    names = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address(HOST))])
    signed = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(names, critical=False)
        .sign(key, hashes.SHA256())
    )
    files = folder / "certificate.pem", folder / "key.pem"
    files[0].write_bytes(signed.public_bytes(serialization.Encoding.PEM))
    files[1].write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return files


@pytest.fixture(scope="module")
def encrypted(certificate, tmp_path_factory):
    """A service with that certificate."""
    settings = {
        "CDS_AS_OF": AS_OF,
        "CDS_TLS_CERTIFICATE": str(certificate[0]),
        "CDS_TLS_KEY": str(certificate[1]),
    }
    folder = tmp_path_factory.mktemp("encrypted")
    with serving(folder, settings=settings, certificate=certificate[0]) as service:
        yield service


def test_discovery_and_hooks_are_served_by_https(encrypted, certificate):
    """Item 5: with a certificate the whole service is HTTPS, and says so at its start."""
    trusted = str(certificate[0])

    listed = requests.get(f"{encrypted.url}/cds-services", verify=trusted, timeout=10)
    called = requests.post(encrypted.url + VIEW, json=view(), verify=trusted, timeout=10)

    assert (listed.status_code, called.status_code) == (200, 200)
    assert encrypted.log.read_text().startswith(f"Serving {encrypted.url}/cds-services")


def test_nothing_older_than_tls_1_2_is_spoken(encrypted):
    """Item 5: the connection is TLS 1.2 or later."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    with (
        socket.create_connection((HOST, encrypted.port), timeout=10) as plain,
        context.wrap_socket(plain) as secured,
    ):
        assert secured.version() in ("TLSv1.2", "TLSv1.3")


def test_plain_http_gets_no_answer_there(encrypted):
    """Item 5: a caller that forgets the encryption is not served."""
    with pytest.raises(requests.RequestException):
        requests.get(encrypted.url.replace("https", "http"), timeout=10).raise_for_status()


def test_half_a_setting_stops_the_start(certificate, monkeypatch):
    """Item 5: a certificate without its key ends in a sentence, not in plain HTTP."""
    monkeypatch.setenv("CDS_TLS_CERTIFICATE", str(certificate[0]))
    result = CliRunner().invoke(main, ["serve"])

    assert result.exit_code == 2
    assert "CDS_TLS_KEY" in result.output
