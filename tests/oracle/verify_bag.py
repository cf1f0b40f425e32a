#!/usr/bin/env python3
"""A second verifier of bags, written from the formats and sharing no code with the program.

    verify_bag.py BAG POLICY [--since CHECKPOINT]... [--receipt RECEIPT]...

Checks steps 1 to 7 (files, signatures, events, order, history, disclosures, receipts); not the rules of the process, and
not the scores. Exit status: 0 verified, 1 tampered, 2 redacted and what is shown is verified, 3 unreadable.
Needs Python 3.9 and the package `cryptography`."""
import base64, hashlib, json, os, re, sys
from datetime import datetime
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

TAGS = {"bag-info.txt", "bagit.txt", "manifest-sha256.txt"}
BAGIT = b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"

class Tampered(Exception): ...
class Unreadable(Exception): ...
def need(condition, message):
    if not condition: raise Tampered(message)

def sha(data):
    return hashlib.sha256(data).digest()

def strict64(text, url=False):
    """Base64 in its one form."""
    need(isinstance(text, str), "base64 is text")
    raw = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)) if url else base64.b64decode(text, validate=True)
    again = base64.urlsafe_b64encode(raw).rstrip(b"=") if url else base64.b64encode(raw)
    need(again.decode() == text, "base64 of another form: " + text[:40])
    return raw

# The tree of RFC 6962.
leaf = lambda line: sha(b"\0" + line)

def root(leaves):
    """Over any number of leaves: complete subtrees are merged from the right, as a binary counter carries."""
    stack = []
    for n, it in enumerate(leaves):
        stack.append(it)
        while n & 1:
            right = stack.pop()
            stack.append(sha(b"\1" + stack.pop() + right))
            n >>= 1
    top = stack.pop() if stack else sha(b"")
    for it in reversed(stack):
        top = sha(b"\1" + it + top)
    return top

def includes(index, size, entry, path, top):
    low, high = index, size - 1
    for it in path:
        need(high > 0, "a path that is too long")
        if low & 1 or low == high:
            entry = sha(b"\1" + it + entry)
            while low and not low & 1:
                low, high = low >> 1, high >> 1  # over the levels at which it has no sister
        else:
            entry = sha(b"\1" + entry + it)
        low, high = low >> 1, high >> 1
    return index < size and high == 0 and entry == top

# Keys and signed notes (c2sp.org/signed-note, c2sp.org/tlog-cosignature).
class Key:
    def __init__(self, text):
        self.text = text
        self.name, self.id, key = text.split("+", 2)
        raw = strict64(key)
        self.kind, self.raw = raw[0], raw[1:]
        need(self.kind in (1, 4) and len(self.raw) == 32, "key of an unknown kind: " + text)
        need(sha(self.name.encode() + b"\n" + raw)[:4].hex() == self.id, "key does not fit its hash: " + text)
        self.key = Ed25519PublicKey.from_public_bytes(self.raw)

    def check(self, raw, text):
        """Raises where this key has not signed the text."""
        if self.kind == 4:
            text = "cosignature/v1\ntime %d\n" % int.from_bytes(raw[:8], "big") + text
            raw = raw[8:]
        self.key.verify(raw, text.encode())

def note(text, keys):
    """The signed text, the names below it, and which of `keys` have signed it."""
    need(text.endswith("\n") and "\n\n" in text, "a note without signatures")
    body, below = text[: text.rindex("\n\n") + 1], text[text.rindex("\n\n") + 2 :]
    need(not re.search("[\0-\t\x0b-\x1f]", body), "a note with control characters")
    names, good = [], []
    for line in below[:-1].split("\n"):
        found = re.fullmatch("\u2014 ([^\\s+]+) ([A-Za-z0-9+/=]+)", line)
        need(found, "not a signature: " + line[:60])
        raw = strict64(found[2])
        names.append(found[1])
        for key in keys:
            if key.name == found[1] and key.id == raw[:4].hex():
                need(key not in good, key.name + " has signed twice")
                key.check(raw[4:], body)
                good.append(key)
    return body, names, good

class Policy:
    def __init__(self, text):
        self.log, self.witnesses, self.groups, self.quorum = None, {}, {}, None
        for line in text.splitlines():
            word, *rest = line.split() or ["#"]
            if word == "log" and not self.log:
                self.log = Key(rest[0])
            elif word == "witness":
                self.witnesses[rest[0]] = Key(rest[1])
            elif word == "group":
                self.groups[rest[0]] = ({"any": 1, "all": len(rest) - 2}.get(rest[1]) or int(rest[1]), rest[2:])
            elif word == "quorum":
                self.quorum = None if rest[0] == "none" else rest[0]
            elif not word.startswith("#"):
                raise Unreadable("the policy has a line that is none: " + line)

    def reached(self, name, good):
        if name in self.witnesses:
            return self.witnesses[name] in good
        least, members = self.groups[name]
        return sum(self.reached(it, good) for it in members) >= least

def checkpoint(text, policy, key, quorum):
    """Size and root of a checkpoint that the policy accepts."""
    body, names, good = note(text, [key] + list(policy.witnesses.values()))
    found = re.fullmatch("([^\n]+)\n(0|[1-9][0-9]*)\n([A-Za-z0-9+/=]{44})\n", body)
    need(found and found[1] == policy.log.name, "a checkpoint of another form or log")
    need(names[0] == policy.log.name and key in good, "a checkpoint without the log's own signature first")
    need(names[1:] == sorted(names[1:]), "witnesses out of order")
    need(not quorum or policy.quorum is None or policy.reached(policy.quorum, good), "witnesses are missing")
    return int(found[2]), strict64(found[3])

def sums(files, names):
    return "".join("%s  %s\n" % (sha(files[it]).hex(), it) for it in sorted(names, key=str.encode))

def verify(files, policy, since, receipts):
    if "bagit.txt" not in files or "data/events.jsonl" not in files:
        raise Unreadable("this is no bag with a record in it")
    # 1 the files are those of the manifests
    need(files["bagit.txt"] == BAGIT, "bagit.txt")
    payload = {it for it in files if it.startswith("data/")}
    need(set(files) == payload | TAGS | {"tagmanifest-sha256.txt"}, "files that do not belong, or are missing")
    for name, listed in (("manifest-sha256.txt", payload), ("tagmanifest-sha256.txt", TAGS)):
        need(files[name] == sums(files, listed).encode(), "a file is not the one of " + name)
    text = lambda name: files[name].decode() if name in files else need(False, name + " is missing")
    # 3 the lines of the events
    need(files["data/events.jsonl"].endswith(b"\n"), "the last event is torn")
    lines = files["data/events.jsonl"][:-1].split(b"\n")
    leaves, events, hidden = [], {}, {}
    keys = [(0, policy.log)]
    for n, line in enumerate(lines):
        event = json.loads(line)
        compact = json.dumps(event, separators=(",", ":"), ensure_ascii=False).encode()
        need(compact == line, "event %d is not in its one form" % n)
        if list(event) == ["withheld", "seq", "exemption"]:
            leaves.append(strict64(event["withheld"]))
            hidden[n] = event["exemption"]
        else:
            leaves.append(leaf(line))
            events[n] = event
            need(event["v"] == 1 and event["log"] == policy.log.name, "event %d is of another log" % n)
            need(len(strict64(event["nonce"], True)) == 16, "nonce of event %d" % n)
            need(event["_sd"] == sorted(set(event["_sd"])), "digests of event %d" % n)
        need(event["seq"] == n, "event %d calls itself %s" % (n, event["seq"]))  # 4 order
        if event.get("act") == "key.rotated":
            data, old = event["data"], keys[-1][1]
            new = Key(data["new"])
            said = "probity key rotation v1\n%s\n%s\n%s\n" % (old.name, old.text, new.text)
            need(data["old"] == old.text and new.name == old.name, "a rotation of another key")
            old.check(strict64(data["signed_old"]), said)
            new.check(strict64(data["signed_new"]), said)
            keys.append((n + 1, new))
    size_of = lambda text: int(text.split("\n")[1])
    key_at = lambda size: [key for start, key in keys if start <= size][-1]
    # 2 the checkpoint, and that it is of these events
    count = len(lines)
    size, top = checkpoint(text("data/checkpoint"), policy, key_at(count), True)
    need(size == count, "%d events, of which %d are signed" % (count, size))
    need(root(leaves) == top, "the events do not lead to the signed root")
    # 1 again: the signed list of contents
    body, names, good = note(text("data/contents"), [key_at(count)])
    want = "probity.contents/1\n%s\n%d\n%s\n" % (policy.log.name, count, body.split("\n")[3])
    want += sums(files, payload - {"data/contents", "data/checkpoint"})
    need(body == want and len(names) == len(good) == 1, "the contents are not those that were signed")
    info = "Bag-Software-Agent: Probity\nBagging-Date: %s\nExternal-Identifier: %s\nPayload-Oxum: %d.%d\nSource-Organization: %s\n"
    info %= body.split("\n")[3], policy.log.name, sum(len(files[it]) for it in payload), len(payload), events[0]["data"]["buyer"]
    need(files["bag-info.txt"] == info.encode(), "bag-info.txt does not describe this bag")
    # 4 time goes forward, but for five minutes
    latest = None
    for n, event in events.items():
        at = datetime.strptime(event["at"], "%Y-%m-%dT%H:%M:%S.%fZ")
        need(latest is None or (latest - at).total_seconds() <= 300, "event %d goes back in time" % n)
        latest = max(latest, at) if latest else at
    # 5 earlier checkpoints are of the same history
    kept = [(text(it), it[17:]) for it in sorted(payload) if it.startswith("data/checkpoints/")]
    for it, name in kept + [(it, None) for it in since]:
        need(size_of(it) <= count and name in (None, "%010d" % size_of(it)), "events were removed since a checkpoint was kept")
        old, top = checkpoint(it, policy, key_at(size_of(it)), False)
        need(root(leaves[:old]) == top, "the history of the first %d events was rewritten" % old)
    # 6 disclosures belong to their events, and what is withheld is declared
    declared = json.loads(text("data/redaction.json"))
    missing = {(it["seq"], it["digest"]) for it in declared["fields"]}
    shown, before = set(), (-1, "")
    for line in text("data/disclosures.jsonl").split("\n")[:-1]:
        it = json.loads(line)
        need(line == '{"seq":%d,"d":"%s"}' % (it["seq"], it["d"]), "a disclosure of another form")
        salt, name, value = json.loads(strict64(it["d"], True))
        digest = base64.urlsafe_b64encode(sha(it["d"].encode())).rstrip(b"=").decode()
        need(len(strict64(salt, True)) >= 16, "a weak salt")
        need(it["seq"] in events and digest in events[it["seq"]]["_sd"], "a disclosure of no event")
        need((it["seq"], digest) > before, "disclosures out of order")
        shown.add(before := (it["seq"], digest))
    need(shown | missing == {(n, it) for n, event in events.items() for it in event["_sd"]} and not shown & missing, "values are missing and not declared, or both")
    need({it["seq"]: it["exemption"] for it in declared["events"]} == hidden, "events are withheld and not declared")
    # 7 receipts hold, originals are those that were recorded
    inside = [(text(it), it[14:-11]) for it in sorted(payload) if it.startswith("data/receipts/")]
    for it, tender in inside + [(it, None) for it in receipts]:
        head, signed = it.split("\n\n", 1)
        head = head.split("\n")
        need(head[0] == "c2sp.org/tlog-proof@v1" and head[1][:6] == "extra " and head[2][:6] == "index ", "a receipt of another form")
        line, index = strict64(head[1][6:]), int(head[2][6:])
        need(head[2] == "index %d" % index and size_of(signed) <= count, "a receipt of another form, or for more events")
        old, top = checkpoint(signed, policy, key_at(size_of(signed)), False)
        need(includes(index, old, leaf(line), [strict64(it) for it in head[3:]], top), "a receipt that does not hold")
        same = leaves[index] == leaf(line) and tender in (None, json.loads(line)["obj"]["tender"])
        need(root(leaves[:old]) == top and same, "a receipt of another history or tender")
    received = {it["data"]["sha256"][7:] for it in events.values() if it["act"] in ("tender.received", "clarification.answered") and "sha256" in it["data"]}
    there = {it[len("data/originals/") :] for it in payload if it.startswith("data/originals/")}
    need(all(sha(files["data/originals/" + it]).hex() == it for it in there), "an original is not the file of its name")
    gone = {it["sha256"] for it in declared["originals"]}
    need(there | (gone & received) == received and not there & gone, "files received are missing, or are others")
    return bool(missing or hidden or gone)

def main(arguments):
    options, (bag, policy, *rest), files = {"--since": [], "--receipt": []}, arguments, {}
    try:
        for option, path in zip(rest[::2], rest[1::2]):
            options[option].append(open(path, encoding="utf-8").read())
        policy = Policy(open(policy, encoding="utf-8").read())
        for home, _, names in os.walk(bag):
            for name in names:
                path = os.path.join(home, name)
                files[os.path.relpath(path, bag).replace(os.sep, "/")] = open(path, "rb").read()
        redacted = verify(files, policy, options["--since"], options["--receipt"])
    except Exception as error:  # whatever cannot be read as it must be was changed
        unreadable = isinstance(error, Unreadable)
        print("UNREADABLE:" if unreadable else "TAMPERED:", repr(error))
        return 3 if unreadable else 1
    print("REDACTED, and what is shown is verified" if redacted else "VERIFIED")
    return 2 if redacted else 0
if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
