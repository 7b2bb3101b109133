"""Opens a vault by what src/vault/format.ts says, with programs that know nothing of ours.

Argon2id comes from libargon2, the reference implementation of RFC 9106's authors; the rest from the
package cryptography. Reads a request as JSON, writes the answer as JSON; bytes are in hex.
"""
import base64
import ctypes
import hashlib
import json
import sys
import unicodedata

from cryptography.hazmat.primitives import hashes, hmac
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

argon2 = ctypes.CDLL("libargon2.so.1")


class Context(ctypes.Structure):
    _fields_ = [
        *[
            field
            for name in ("out", "pwd", "salt", "secret", "ad")
            for field in ((name, ctypes.c_char_p), (name + "_length", ctypes.c_uint32))
        ],
        *[(name, ctypes.c_uint32) for name in ("passes", "memory", "lanes", "threads", "version")],
        ("allocate", ctypes.c_void_p),
        ("free", ctypes.c_void_p),
        ("flags", ctypes.c_uint32),
    ]


def argon2id(password, salt, memory, passes, lanes, secret=b"", ad=b""):
    out = ctypes.create_string_buffer(32)
    parts = (ctypes.cast(out, ctypes.c_char_p), 32, password, len(password), salt, len(salt))
    rest = (secret, len(secret), ad, len(ad), passes, memory, lanes, lanes, 0x13, None, None, 0)
    context = Context(*parts, *rest)
    failed = argon2.argon2_ctx(ctypes.byref(context), 2)
    assert failed == 0, failed
    return out.raw


def context_of(*parts):
    return json.dumps(parts, separators=(",", ":")).encode()


def base64url(data):
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def open_sealed(key, sealed, context):
    return AESGCM(key).decrypt(sealed[:12], sealed[12:], context)


def take(data):
    end = 4 + int.from_bytes(data[:4], "big")
    return data[4:end], data[end:]


def vault(request):
    header, records = request["header"], request["records"]
    vault_id, wrap = header["vaultId"], header["wraps"][0]
    kdf = wrap["kdf"]
    salt, sealed = bytes.fromhex(kdf["salt"]), bytes.fromhex(wrap["sealed"])
    costs = [kdf["memory"], kdf["passes"], kdf["lanes"]]
    password = unicodedata.normalize("NFKC", request["passphrase"]).encode()
    context = context_of(
        "keybearer/wrap", 1, vault_id, wrap["id"], wrap["kind"], kdf["name"], *costs, base64url(salt)
    )
    assert hashlib.sha256(context + sealed).digest() == bytes.fromhex(wrap["check"])
    vault_key = open_sealed(argon2id(password, salt, *costs), sealed, context)

    def subkey(info):
        return HKDF(hashes.SHA256(), 32, vault_id.encode(), info.encode()).derive(vault_key)

    contents = []
    for record in records:
        context = context_of(
            "keybearer/record", record["version"], vault_id, record["id"], record["revision"]
        )
        plain = open_sealed(subkey("keybearer/record"), bytes.fromhex(record["sealed"]), context)
        text, rest = take(plain)
        secret, zeros = take(rest)
        assert len(plain) % 1024 == 0 and not any(zeros)
        content = json.loads(text)
        name = hmac.HMAC(subkey("keybearer/name"), hashes.SHA256())
        kind = "key" if content["kind"] == "key" else "entry"
        name.update(f"{kind}/{content['id']}".encode())
        assert base64url(name.finalize()[:16]) == record["id"]
        contents.append({**content, "secret": secret.hex()})
    return contents


def derive(request):
    given = {name: bytes.fromhex(value) for name, value in request["bytes"].items()}
    return argon2id(**given, **request["cost"]).hex()


print(json.dumps({"vault": vault, "derive": derive}[sys.argv[1]](json.load(sys.stdin))))
