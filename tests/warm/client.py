"""What stands for `svc` where a server runs it (`tests/warm/server.py`): it hands over all it has.

Begun without `site`, with nothing imported but what Python brings: that is what makes it quick.
"""

import _socket
import posix
import sys

place, real, *argv = sys.argv[1:]
words = [str(len(argv)).encode(), *(word.encode("utf-8", "surrogateescape") for word in argv)]
words += [name + b"=" + value for name, value in posix.environ.items()]
told = b"\0".join(words)
told = str(len(told)).encode() + b"\0" + told
try:
    call = _socket.socket(_socket.AF_UNIX)
    call.connect(place)
    handles = (0, 1, 2, posix.open(".", posix.O_RDONLY))
    packed = b"".join(handle.to_bytes(4, sys.byteorder) for handle in handles)
    sent = call.sendmsg([told], [(_socket.SOL_SOCKET, _socket.SCM_RIGHTS, packed)])
    while sent < len(told):
        sent += call.send(told[sent:])
except OSError:  # a closed handle cannot be handed over
    posix.execv(real, argv)
answer = call.recv(1)
posix._exit(answer[0] if answer else 1)
