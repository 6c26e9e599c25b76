package io.fairlead.cli.chaos.process;

import io.fairlead.cli.chaos.process.Links.Connection;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.OptionalInt;
import java.util.function.IntFunction;

/** What a member's peers take for the member: passes their connections on to it, as {@link Links} allow. */
final class PeerProxy implements AutoCloseable {
    private static final int BUFFER_BYTES = 16 * 1024;

    private final int member;
    private final InetSocketAddress target;
    private final Links links;
    private final IntFunction<OptionalInt> callers;
    private final ServerSocket listener;
    private volatile boolean closed;

    /**
     * Listens on a free port of loopback.
     *
     * @param member whom it stands for
     * @param port where that member listens
     * @param callers which member a connection from a port comes from
     */
    PeerProxy(int member, int port, Links links, IntFunction<OptionalInt> callers) {
        this.member = member;
        this.target = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        this.links = links;
        this.callers = callers;
        try {
            this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        thread("accept", this::accept);
    }

    int port() {
        return listener.getLocalPort();
    }

    private void accept() {
        while (!closed) {
            try {
                Socket caller = listener.accept();
                thread("connect", () -> connect(caller));
            } catch (IOException e) {
                if (!closed) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    }

    private void connect(Socket caller) {
        OptionalInt from = callers.apply(caller.getPort());
        if (from.isEmpty() || !links.mayConnect(from.getAsInt(), member)) {
            reset(caller);
            return;
        }
        Socket server = new Socket();
        try {
            server.connect(target);
            caller.setTcpNoDelay(true);
            server.setTcpNoDelay(true);
        } catch (IOException e) {
            // The member is down.
            reset(caller);
            reset(server);
            return;
        }
        Passage passage = new Passage(from.getAsInt(), caller, server);
        links.opened(passage);
        thread("pump", () -> passage.pump(caller, server, passage.from, member));
        thread("pump", () -> passage.pump(server, caller, member, passage.from));
        if (closed) {
            passage.reset();
        }
    }

    private void thread(String what, Runnable work) {
        Thread thread = new Thread(work, "proxy-" + member + "-" + what);
        thread.setDaemon(true);
        thread.start();
    }

    private static void reset(Socket socket) {
        try {
            socket.setSoLinger(true, 0);
            socket.close();
        } catch (IOException e) {
            // It was closed already.
            return;
        }
    }

    @Override
    public void close() {
        closed = true;
        try {
            listener.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A connection with both of its ends. */
    private final class Passage implements Connection {
        private final int from;
        private final Socket caller;
        private final Socket server;

        Passage(int from, Socket caller, Socket server) {
            this.from = from;
            this.caller = caller;
            this.server = server;
        }

        @Override
        public boolean joins(int one, int other) {
            return (from == one && member == other) || (from == other && member == one);
        }

        @Override
        public void reset() {
            PeerProxy.reset(caller);
            PeerProxy.reset(server);
        }

        void pump(Socket in, Socket out, int sender, int receiver) {
            byte[] buffer = new byte[BUFFER_BYTES];
            try {
                InputStream bytes = in.getInputStream();
                OutputStream sink = out.getOutputStream();
                for (int count = bytes.read(buffer); count >= 0; count = bytes.read(buffer)) {
                    links.pass(sender, receiver);
                    sink.write(buffer, 0, count);
                }
            } catch (IOException e) {
                // One side is gone, which the other shall learn.
                reset();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } finally {
                reset();
                links.closed(this);
            }
        }
    }
}
