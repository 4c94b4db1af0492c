"""A line between a phone and the shop that can be down, slow to answer, or cut after any byte."""

import contextlib
import re
import socket
import threading
from collections.abc import Callable, Iterator

LENGTH = re.compile(rb"(?i)\r\ncontent-length: *(\d+)")


class BadLine:
    """Listens on a port of its own and passes everything on. `cut_after(n)` cuts the next piece of a photo after n bytes of it."""

    def __init__(self, port: int):
        self._to = ("127.0.0.1", port)
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self.is_down = False
        self.pieces: list[int] = []
        self._cuts: list[int] = []
        self._open: set[socket.socket] = set()
        threading.Thread(target=self._listen, daemon=True).start()

    def close(self) -> None:
        self.go_down()
        self._listener.close()

    def go_down(self) -> None:
        self.is_down = True
        for end in list(self._open):
            _shut(end)

    def come_back(self) -> None:
        self.is_down = False

    def cut_after(self, *numbers: int) -> None:
        """Each of the next pieces is cut after so many of its bytes, one after the other."""
        self._cuts += numbers

    def _listen(self) -> None:
        while True:
            try:
                phone, _address = self._listener.accept()
            except OSError:
                return
            if self.is_down:
                _shut(phone)
                continue
            house = socket.create_connection(self._to)
            self._open |= {phone, house}
            threading.Thread(target=self._pass, args=(phone, house, self._counted), daemon=True).start()
            threading.Thread(target=self._pass, args=(house, phone, iter), daemon=True).start()

    def _pass(self, source: socket.socket, target: socket.socket, through: Callable) -> None:
        with contextlib.suppress(OSError):
            for data in through(iter(lambda: source.recv(65536), b"")):
                target.sendall(data)
        for end in (source, target):
            self._open.discard(end)
            _shut(end)

    def _counted(self, stream: Iterator[bytes]) -> Iterator[bytes]:
        """What a phone says; of the pieces it sends the bytes are counted, and cut off where that was asked for."""
        left, cut, is_piece, unread = 0, None, False, b""
        for data in stream:
            unread += data
            while unread:
                if left:
                    body = unread[:left] if cut is None else unread[: min(left, cut)]
                    cut = None if cut is None else cut - len(body)
                    if is_piece:
                        self.pieces[-1] += len(body)
                    yield body
                    unread, left = unread[len(body) :], left - len(body)
                elif b"\r\n\r\n" in unread:
                    head, _end, unread = unread.partition(b"\r\n\r\n")
                    length = LENGTH.search(head)
                    left = int(length[1]) if length else 0
                    is_piece = head.startswith(b"PATCH") and left > 0
                    if is_piece:
                        self.pieces.append(0)
                        cut = self._cuts.pop(0) if self._cuts else None
                    yield head + b"\r\n\r\n"
                else:
                    break
                if cut == 0:
                    return


def _shut(end: socket.socket) -> None:
    with contextlib.suppress(OSError):
        end.shutdown(socket.SHUT_RDWR)
    end.close()
