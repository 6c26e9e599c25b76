package io.fairlead.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;

/** Ports for members that run in processes of their own, and must know each other's before any of them has started. */
public final class FreePorts {
    private FreePorts() {}

    /**
     * Different ports of the loopback address on which nobody listened a moment ago. They are not held: another process may
     * take one before its member does.
     *
     * @throws UncheckedIOException if there are not so many
     */
    public static List<Integer> onLoopback(int count) {
        List<ServerSocket> sockets = new ArrayList<>();
        List<Integer> ports = new ArrayList<>();
        try {
            try {
                for (int i = 0; i < count; i++) {
                    ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                    sockets.add(socket);
                    ports.add(socket.getLocalPort());
                }
            } finally {
                for (ServerSocket socket : sockets) {
                    socket.close();
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("no free ports", e);
        }
        return ports;
    }
}
