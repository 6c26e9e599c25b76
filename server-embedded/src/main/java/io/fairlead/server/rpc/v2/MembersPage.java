package io.fairlead.server.rpc.v2;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import io.fairlead.api.error.EtcdError;
import io.fairlead.api.pb.etcdserverpb.ClusterGrpc;
import io.fairlead.api.pb.etcdserverpb.Member;
import io.fairlead.api.pb.etcdserverpb.MemberAddRequest;
import io.fairlead.api.pb.etcdserverpb.MemberListRequest;
import io.fairlead.api.pb.etcdserverpb.MemberListResponse;
import io.fairlead.api.pb.etcdserverpb.MemberRemoveRequest;
import io.fairlead.api.pb.etcdserverpb.MemberUpdateRequest;
import io.fairlead.server.http.HttpPage;
import io.fairlead.server.http.PageAnswer;
import io.fairlead.server.http.PageRequest;
import io.fairlead.server.node.Node;
import io.fairlead.server.rpc.inside.UnaryCalls;
import io.grpc.Status;
import io.grpc.StatusException;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;

/** {@code /v2/members}: who is in the cluster. */
public final class MembersPage implements HttpPage {
    private static final System.Logger LOG = System.getLogger(MembersPage.class.getName());
    private static final String ROOT = "/v2/members";
    private static final String METHODS = "GET,POST,DELETE,PUT";
    private static final String JSON = "application/json";

    private final UnaryCalls calls;
    private final Face face;

    /**
     * @param calls to the services, inside the JVM
     * @param node tells the ids of the cluster and of its leader; nothing is changed through it
     */
    public MembersPage(UnaryCalls calls, Node node) {
        this.calls = calls;
        this.face = new Face(node);
    }

    @Override
    public boolean serves(String path) {
        return path.equals(ROOT) || path.startsWith(ROOT + "/");
    }

    @Override
    public CompletableFuture<PageAnswer> answer(PageRequest request) {
        String id = request.path().equals(ROOT) ? "" : request.path().substring(ROOT.length() + 1);
        boolean known = switch (request.method()) {
            case "GET", "POST" -> true;
            case "PUT", "DELETE" -> !id.isEmpty();
            default -> false;
        };
        if (!known) {
            return CompletableFuture.completedFuture(PageAnswer.methodNotAllowed(METHODS));
        }
        return Services.forCaller(request, calls)
                .thenCompose(services -> perform(services, request, id))
                .exceptionally(broken -> refusal(Causes.of(broken), id));
    }

    /** A request that can't be performed as it stands. */
    private static final class BadRequest extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final int status;

        BadRequest(int status, String message) {
            super(message, null, false, false);
            this.status = status;
        }
    }

    private CompletableFuture<PageAnswer> perform(Services services, PageRequest request, String id) {
        return switch (request.method()) {
            case "POST" ->
                services.call(
                                ClusterGrpc.getMemberAddMethod(),
                                MemberAddRequest.newBuilder()
                                        .addAllPeerURLs(peerUrls(request))
                                        .build())
                        .thenApply(response -> face.answer(201, json(response.getMember()) + "\n"));
            case "PUT" ->
                services.call(
                                ClusterGrpc.getMemberUpdateMethod(),
                                MemberUpdateRequest.newBuilder()
                                        .setID(parse(id))
                                        .addAllPeerURLs(peerUrls(request))
                                        .build())
                        .thenApply(response -> face.answer(204));
            case "DELETE" ->
                services.call(
                                ClusterGrpc.getMemberRemoveMethod(),
                                MemberRemoveRequest.newBuilder()
                                        .setID(parse(id))
                                        .build())
                        .thenApply(response -> face.answer(204));
            default ->
                services.call(ClusterGrpc.getMemberListMethod(), MemberListRequest.getDefaultInstance())
                        .thenApply(members -> show(members, id));
        };
    }

    private PageAnswer show(MemberListResponse members, String which) {
        if (which.isEmpty()) {
            return face.answer(
                    200,
                    members.getMembersList().stream()
                            .map(MembersPage::json)
                            .collect(Collectors.joining(",", "{\"members\":[", "]}\n")));
        }
        if (!which.equals("leader")) {
            return message(404, "Not found");
        }
        long leader = face.leaderId();
        return members.getMembersList().stream()
                .filter(member -> member.getID() == leader)
                .findFirst()
                .map(member -> face.answer(200, json(member) + "\n"))
                .orElseGet(() -> message(503, "During election"));
    }

    private static String json(Member member) {
        return "{\"id\":" + GoJson.quote(Face.hex(member.getID())) + ",\"name\":" + GoJson.quote(member.getName())
                + ",\"peerURLs\":" + GoJson.list(member.getPeerURLsList()) + ",\"clientURLs\":"
                + GoJson.list(member.getClientURLsList()) + "}";
    }

    private static long parse(String id) {
        try {
            return Long.parseUnsignedLong(id, 16);
        } catch (NumberFormatException e) {
            throw noSuchMember(id);
        }
    }

    private static BadRequest noSuchMember(String id) {
        return new BadRequest(404, "No such member: " + id);
    }

    private static List<String> peerUrls(PageRequest request) {
        String type = request.header("content-type").orElse("");
        if (!type.equals(JSON)) {
            throw new BadRequest(415, "Bad Content-Type " + type + ", accept " + JSON);
        }
        try {
            JsonElement body = JsonParser.parseString(request.body().toUtf8());
            JsonElement urls = body instanceof JsonObject object ? object.get("peerURLs") : JsonNull.INSTANCE;
            List<String> texts = new ArrayList<>();
            if (urls instanceof JsonArray array) {
                array.forEach(url -> texts.add(url.getAsString()));
            }
            return texts;
        } catch (JsonParseException | IllegalStateException | UnsupportedOperationException e) {
            throw new BadRequest(400, "the body is no JSON that names peerURLs");
        }
    }

    private PageAnswer refusal(Throwable cause, String id) {
        if (cause instanceof BadRequest bad) {
            return message(bad.status, String.valueOf(bad.getMessage()));
        }
        if (!(cause instanceof StatusException)) {
            LOG.log(Level.ERROR, "a request of the members API broke", cause);
            return message(500, "Internal Server Error");
        }
        Status status = Status.fromThrowable(cause);
        if (Services.isUnauthorized(status)) {
            return message(401, "Insufficient credentials");
        }
        EtcdError error = Services.error(status).orElse(EtcdError.TIMEOUT);
        return switch (error) {
            case MEMBER_NOT_FOUND -> message(404, "No such member: " + id);
            case MEMBER_EXISTS -> message(409, error.text());
            case MEMBER_BAD_URLS -> message(400, error.text());
            default -> message(500, "Internal Server Error");
        };
    }

    private PageAnswer message(int status, String text) {
        return face.answer(status, "{\"message\":" + GoJson.quote(text) + "}");
    }
}
