from __future__ import annotations

from collections.abc import Iterator

import pytest
import zmq

from jupyter_energy.subscription import KINDS, Subscription

Pair = tuple[zmq.Socket[bytes], zmq.Socket[bytes]]


@pytest.fixture
def sockets() -> Iterator[Pair]:
    """A publisher and a subscriber to all that it says."""
    context = zmq.Context()
    publisher, subscriber = context.socket(zmq.PUB), context.socket(zmq.SUB)
    port = publisher.bind_to_random_port("tcp://127.0.0.1")
    subscriber.setsockopt(zmq.SUBSCRIBE, b"")
    subscriber.connect(f"tcp://127.0.0.1:{port}")
    while not subscriber.poll(50):
        publisher.send(b"up?")
    yield publisher, subscriber
    context.destroy(linger=0)


def heard(sockets: Pair, labels: list[bytes]) -> list[bytes]:
    """Of what is published, what arrives; the last label is known to arrive."""
    publisher, subscriber = sockets
    for label in labels:
        publisher.send(label)
    arrived: list[bytes] = []
    while arrived[-1:] != labels[-1:]:
        assert subscriber.poll(20_000)
        arrived.append(subscriber.recv())
    return [label for label in arrived if label != b"up?"]


STATUS, INPUT = b"kernel.1.status", b"kernel.1.execute_input"
ALL = [INPUT, b"stream.stdout", b"display_data", STATUS]


def narrowed(sockets: Pair, labels: dict[str, list[bytes]]) -> list[bytes]:
    subscription = Subscription(sockets[1])
    for labels_of_a_moment in zip(*labels.values(), strict=True):
        for kind, label in zip(labels, labels_of_a_moment, strict=True):
            subscription.learn(kind, label)
    return heard(sockets, ALL)


def test_labels_that_tell_are_enough(sockets: Pair) -> None:
    labels = {"execute_input": [INPUT] * 4, "status": [STATUS] * 4}
    assert narrowed(sockets, labels) == [INPUT, STATUS]


@pytest.mark.parametrize(
    "labels",
    [
        {"execute_input": [INPUT] * 3, "status": [STATUS] * 3},
        {"execute_input": [b""] * 9, "status": [b""] * 9},
        {"execute_input": [b"kernel"] * 9, "status": [b"kernel"] * 9},
        {"execute_input": [INPUT] * 9, "status": [b"a.status", b"b.status"] + [b"a.status"] * 7},
    ],
    ids=["too few", "none", "the same for all", "changing"],
)
def test_labels_that_tell_nothing_narrow_nothing(
    sockets: Pair, labels: dict[str, list[bytes]]
) -> None:
    assert set(labels) == set(KINDS)
    assert narrowed(sockets, labels) == ALL
