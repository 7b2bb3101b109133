"""Opens vaults and backups by what format.ts and backup-file.ts say, with programs that know nothing of ours.

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
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    PublicFormat,
    load_der_private_key,
)

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


def hkdf(material, salt, info):
    return HKDF(hashes.SHA256(), 32, salt, info.encode()).derive(material)


def recovery_bytes(text):
    alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
    number = 0
    for character in text.replace("-", ""):
        number = number * 32 + alphabet.index(character)
    data = number.to_bytes(35, "big")
    assert hashlib.sha256(data[:32]).digest()[:3] == data[32:]
    return data[:32]


def material_of(wrap, request):
    if wrap["kind"] == "recovery":
        return recovery_bytes(request["recovery"])
    if wrap["kind"] == "passkey":
        return bytes.fromhex(request["prf"])
    kdf = wrap["kdf"]
    password = unicodedata.normalize("NFKC", request["passphrase"]).encode()
    return argon2id(
        password, bytes.fromhex(kdf["salt"]), kdf["memory"], kdf["passes"], kdf["lanes"]
    )


def particulars(wrap):
    if wrap["kind"] == "recovery":
        return []
    if wrap["kind"] == "passkey":
        parts = [base64url(bytes.fromhex(wrap[name])) for name in ("credentialId", "salt")]
        return [*parts, wrap["label"]]
    kdf = wrap["kdf"]
    salt = base64url(bytes.fromhex(kdf["salt"]))
    return [kdf["name"], kdf["memory"], kdf["passes"], kdf["lanes"], salt]


def enter(header, request):
    """The vault key, the export key and the public export key; the latter are None in version 1."""
    kind = "recovery" if "recovery" in request else "passkey" if "prf" in request else "passphrase"
    wrap = next(wrap for wrap in header["wraps"] if wrap["kind"] == kind)
    version, vault_id = header["version"], header["vaultId"]
    head = [version, vault_id, wrap["id"], kind, *particulars(wrap)]
    sealed, proof = bytes.fromhex(wrap["sealed"]), bytes.fromhex(wrap.get("proof", ""))
    context = context_of("keybearer/wrap", *head)
    assert hashlib.sha256(context + sealed + proof).digest() == bytes.fromhex(wrap["check"])
    material = material_of(wrap, request)
    if version == 1:
        return open_sealed(material, sealed, context), None, None
    key = lambda part: hkdf(material, wrap["id"].encode(), f"keybearer/{kind}/{part}")
    plain = open_sealed(key("sealed"), sealed, context)
    private = open_sealed(key("proof"), proof, context_of("keybearer/proof", *head))
    export_key = load_der_private_key(private, None)
    point = export_key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    assert point == plain[32:]
    return plain[:32], export_key, point


def open_copy(copy, export_key, point, context):
    ephemeral = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), copy[:65])
    shared = export_key.exchange(ec.ECDH(), ephemeral)
    return open_sealed(hkdf(shared, copy[:65] + point, "keybearer/copy"), copy[65:], context)


def open_record(record, vault_id, vault_key, export_key, point):
    version, record_id, local = record["version"], record["id"], record.get("local")
    subkey = lambda info: hkdf(vault_key, vault_id.encode(), info)
    head = [version, vault_id, record_id, record["revision"], *([] if version == 1 else [local])]
    context = context_of("keybearer/record", *head)
    plain = open_sealed(subkey("keybearer/record"), bytes.fromhex(record["sealed"]), context)
    text, rest = take(plain)
    secret, rest = take(rest)
    copy, zeros = (b"", rest) if version == 1 else take(rest)
    assert len(plain) % 1024 == 0 and not any(zeros)
    content = json.loads(text)
    name = hmac.HMAC(subkey("keybearer/name"), hashes.SHA256())
    kind = "key" if content["kind"] == "key" else "entry"
    name.update(f"{kind}/{content['id']}".encode())
    assert base64url(name.finalize()[:16]) == record_id
    taken = None
    if copy:
        taken = open_copy(
            copy, export_key, point, context_of("keybearer/copy", 2, vault_id, record_id)
        ).hex()
    return {**content, "secret": secret.hex(), "taken": taken, "revision": record["revision"]}


def vault(request):
    header = request["header"]
    entered = enter(header, request)
    return [open_record(record, header["vaultId"], *entered) for record in request["records"]]


def backup(request):
    first, last = request["file"].removesuffix("\n").split("\n")
    total, _, mac = last.partition(".")
    assert base64url(hashlib.sha256(f"{first}\n".encode()).digest()) == total
    in_hex = {"sealed", "proof", "check", "salt", "credentialId"}
    file = json.loads(first, object_hook=lambda fields: {
        name: base64.urlsafe_b64decode(value + "==").hex() if name in in_hex else value
        for name, value in fields.items()
    })
    assert (file["format"], file["version"]) == ("keybearer/backup", 1)
    vault_key, _, _ = enter(file["header"], request)
    tag = hmac.HMAC(
        hkdf(vault_key, file["header"]["vaultId"].encode(), "keybearer/backup"), hashes.SHA256()
    )
    tag.update(f"{first}\n{total}".encode())
    assert mac == "" or base64url(tag.finalize()) == mac
    return vault({**request, **file})


def derive(request):
    given = {name: bytes.fromhex(value) for name, value in request["bytes"].items()}
    return argon2id(**given, **request["cost"]).hex()


print(json.dumps({"vault": vault, "backup": backup, "derive": derive}[sys.argv[1]](json.load(sys.stdin))))
