package io.fairlead.server.rpc.v2;

import io.fairlead.server.exec.Clock;
import io.fairlead.server.http.HttpPage;
import io.fairlead.server.http.PageAnswer;
import io.fairlead.server.http.PageRequest;
import io.fairlead.server.node.Node;
import io.fairlead.server.rpc.inside.UnaryCalls;
import io.grpc.Status;
import io.grpc.StatusException;
import java.lang.System.Logger.Level;
import java.util.concurrent.CompletableFuture;

/** {@code /v2/keys}: values and directories by path. */
public final class KeysPage implements HttpPage {
    private static final System.Logger LOG = System.getLogger(KeysPage.class.getName());
    private static final String ROOT = "/v2/keys";
    private static final String METHODS = "HEAD,GET,PUT,POST,DELETE";

    private final UnaryCalls calls;
    private final Face face;
    private final KeyReads reads;
    private final KeyWrites writes;
    private final KeyDeletes deletes;
    private final int bodyBytesMax;

    /**
     * @param calls to the services, inside the JVM
     * @param node tells the cluster's id and the log's index for the headers; nothing is read or written through it
     * @param clock for the times at which keys go
     * @param bodyBytesMax the longest form that is read
     */
    public KeysPage(UnaryCalls calls, Node node, Clock clock, int bodyBytesMax) {
        Leases leases = new Leases(clock);
        this.calls = calls;
        this.face = new Face(node);
        this.reads = new KeyReads(leases);
        this.writes = new KeyWrites(leases);
        this.deletes = new KeyDeletes(leases);
        this.bodyBytesMax = bodyBytesMax;
    }

    @Override
    public boolean serves(String path) {
        return path.equals(ROOT) || path.startsWith(ROOT + "/");
    }

    @Override
    public int bodyBytesMax() {
        return bodyBytesMax;
    }

    @Override
    public CompletableFuture<PageAnswer> answer(PageRequest request) {
        return switch (request.method()) {
            case "GET", "HEAD", "PUT", "POST", "DELETE" ->
                Services.forCaller(request, calls)
                        .thenCompose(services -> perform(services, request))
                        .exceptionally(broken -> refusal(Causes.of(broken)));
            default -> CompletableFuture.completedFuture(PageAnswer.methodNotAllowed(METHODS));
        };
    }

    private CompletableFuture<PageAnswer> perform(Services services, PageRequest request) {
        Form form = Form.of(request);
        boolean nodes = !form.isOn("noValueOnSuccess");
        return event(services, request, form).thenApply(event -> face.answer(event, nodes));
    }

    private CompletableFuture<KeyEvent> event(Services services, PageRequest request, Form form) {
        KeyPath path = KeyPath.parse(request.path().substring(ROOT.length()));
        return switch (request.method()) {
            case "PUT" -> {
                refuseRoot(path);
                yield form.isOn("dir") ? writes.makeDirectory(services, path, form) : writes.put(services, path, form);
            }
            case "POST" -> writes.post(services, path, form);
            case "DELETE" -> {
                refuseRoot(path);
                yield deletes.delete(services, path, form);
            }
            default -> {
                if (form.isOn("wait")) {
                    throw KeyError.INVALID_FIELD.of("wait is not served; the newer API watches");
                }
                form.flag("sorted");
                yield reads.get(services, path, form.isOn("recursive"), form.isOn("quorum"));
            }
        };
    }

    private void refuseRoot(KeyPath path) {
        if (path.isRoot()) {
            throw KeyError.ROOT_READ_ONLY.of(path.text(), face.revision());
        }
    }

    private PageAnswer refusal(Throwable cause) {
        if (cause instanceof Refusal refusal) {
            return face.answer(refusal);
        }
        if (!(cause instanceof StatusException)) {
            LOG.log(Level.ERROR, "a request of the keys API broke", cause);
            return face.answer(KeyError.RAFT_INTERNAL.of("internal error"));
        }
        Status status = Status.fromThrowable(cause);
        return face.answer(
                Services.isUnauthorized(status)
                        ? KeyError.UNAUTHORIZED.of("Insufficient credentials")
                        : KeyError.RAFT_INTERNAL.of(Services.text(status)));
    }
}
