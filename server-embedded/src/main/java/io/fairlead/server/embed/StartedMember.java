package io.fairlead.server.embed;

import io.fairlead.server.metrics.DiskMeters;
import io.fairlead.server.node.MemberRuntime;
import io.fairlead.server.port.EventLoops;
import io.fairlead.server.port.ListenUrl;
import io.fairlead.server.transport.grpc.PeerMeters;
import java.util.List;

/** A member whose loops run, and whose client port is not open yet. */
record StartedMember(
        ServerConfig config,
        Identity identity,
        EventLoops eventLoops,
        MemberRuntime runtime,
        SeverableTransport transport,
        PeerMeters peerMeters,
        DiskMeters diskMeters,
        MemberTls tls,
        List<ListenUrl> peerListen,
        List<String> peerUrls,
        Resources resources) {}
