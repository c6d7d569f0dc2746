"""A certificate for 127.0.0.1 that signs itself: its own authority."""

from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID


def write_certificate(folder: Path) -> tuple[Path, Path]:
    """Write a certificate, valid from yesterday for ten days, and its key; return both paths."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Presswatch tests")])
    yesterday = datetime.now(UTC) - timedelta(days=1)
    host = x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))])
    builder = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
    builder = builder.not_valid_before(yesterday).not_valid_after(yesterday + timedelta(days=10))
    builder = builder.add_extension(host, critical=False)
    signed = builder.add_extension(x509.BasicConstraints(True, None), critical=True).sign(
        key, hashes.SHA256()
    )
    certificate, secret = folder / "http.crt", folder / "http.key"
    certificate.write_bytes(signed.public_bytes(serialization.Encoding.PEM))
    form = serialization.PrivateFormat.PKCS8
    plain = serialization.NoEncryption()
    secret.write_bytes(key.private_bytes(serialization.Encoding.PEM, form, plain))
    return certificate, secret
