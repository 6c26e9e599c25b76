package io.fairlead.server.tls;

import io.fairlead.server.port.RootCause;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.channels.ClosedChannelException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Tells of connections that a port refused: each address and reason once, and no more than so many of them, since a stranger decides
 * how often he knocks. Who goes away in the middle of a handshake is not worth a line.
 */
final class Refusals {
    private static final System.Logger LOG = System.getLogger(PortTls.class.getName());
    private static final int LINES_MAX = 200;

    private final String port;
    private final Set<String> told = ConcurrentHashMap.newKeySet();

    Refusals(String port) {
        this.port = port;
    }

    void tell(SocketAddress caller, Throwable why) {
        if (!(why instanceof ClosedChannelException)) {
            tell(caller, RootCause.message(why));
        }
    }

    void tell(SocketAddress caller, String why) {
        String address = caller instanceof InetSocketAddress known && known.getAddress() != null
                ? known.getAddress().getHostAddress()
                : String.valueOf(caller);
        boolean first = told.size() < LINES_MAX && told.add(address + ' ' + why);
        LOG.log(
                first ? Level.WARNING : Level.DEBUG,
                "rejected a connection on the {0} port from {1}: {2}",
                port,
                address,
                why);
    }
}
