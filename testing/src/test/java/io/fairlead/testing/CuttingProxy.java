package io.fairlead.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.function.IntSupplier;

/**
 * Stands between clients and a member, and cuts each connection after so many bytes from the member, wherever in a message that
 * is: by a reset, or as if all had been said.
 */
final class CuttingProxy implements AutoCloseable {
    /** A connection that is not cut. */
    static final int NEVER = Integer.MAX_VALUE;

    private final ServerSocket listener;
    private final InetSocketAddress member;
    private final ExecutorService threads;
    private final IntSupplier bytesUntilCut;
    private final Runnable whenCut;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    /**
     * Listens on a free port of the loopback.
     *
     * @param member where it leads to
     * @param threads two for each connection, and one
     * @param bytesUntilCut asked for each connection
     * @param whenCut told of each cut
     */
    CuttingProxy(InetSocketAddress member, ExecutorService threads, IntSupplier bytesUntilCut, Runnable whenCut) {
        this.member = member;
        this.threads = threads;
        this.bytesUntilCut = bytesUntilCut;
        this.whenCut = whenCut;
        try {
            this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        threads.execute(this::accept);
    }

    String endpoint() {
        return "http://127.0.0.1:" + listener.getLocalPort();
    }

    private void accept() {
        while (!closed) {
            try {
                connect(listener.accept());
            } catch (IOException e) {
                if (!closed) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    }

    private void connect(Socket client) throws IOException {
        Socket server = new Socket();
        sockets.add(client);
        sockets.add(server);
        server.connect(member);
        client.setTcpNoDelay(true);
        server.setTcpNoDelay(true);
        int limit = bytesUntilCut.getAsInt();
        threads.execute(() -> pump(client, server, NEVER));
        threads.execute(() -> pump(server, client, limit));
        if (closed) {
            close();
        }
    }

    private void pump(Socket from, Socket to, int limit) {
        byte[] buffer = new byte[8192];
        int left = limit;
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            while (left > 0) {
                int count = in.read(buffer, 0, Math.min(left, buffer.length));
                if (count < 0) {
                    return;
                }
                out.write(buffer, 0, count);
                left = left == NEVER ? NEVER : left - count;
            }
            if (limit % 2 == 0) {
                to.setSoLinger(true, 0);
            }
            whenCut.run();
        } catch (SocketException gone) {
            // One side closed it, or the other direction was cut.
            left = 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            sockets.remove(from);
            sockets.remove(to);
        }
    }

    @Override
    public void close() {
        closed = true;
        try {
            listener.close();
            for (Socket socket : sockets) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
