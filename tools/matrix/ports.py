"""Free loopback ports, each given once in the life of this process."""
import socket
import threading

_given = set()
_lock = threading.Lock()


def free(count):
    with _lock:
        sockets, ports = [], []
        while len(ports) < count:
            s = socket.socket()
            s.bind(("127.0.0.1", 0))
            sockets.append(s)
            port = s.getsockname()[1]
            if port not in _given:
                _given.add(port)
                ports.append(port)
        for s in sockets:
            s.close()
        return ports
