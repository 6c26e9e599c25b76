package io.fairlead.server.command;

import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageLite;
import com.google.protobuf.WireFormat;
import io.fairlead.api.Bytes;
import io.fairlead.server.check.Invariant;
import io.fairlead.server.pb.etcdserverpb.InternalRaftRequest;
import io.fairlead.server.pb.etcdserverpb.RequestHeader;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * Commands to the bytes of a log entry and back.
 *
 * <p>Encoding writes the fields of {@code InternalRaftRequest} in number order, as etcd does: the request itself and the
 * header (field 100) with the request id and, only while authentication is on, the user. The request is written straight into the entry's bytes, without a copy of it first.
 */
public final class CommandCodec {
    private static final int HEADER_FIELD = 100;
    private static final int HEADER_ID_FIELD = 1;
    private static final int HEADER_USERNAME_FIELD = 2;
    private static final int HEADER_AUTH_REVISION_FIELD = 3;

    private CommandCodec() {}

    /** Encodes a command on behalf of {@code requester}, who is somebody of the cluster's users or nobody. */
    public static Bytes encode(long requestId, CommandKind kind, MessageLite request, Requester requester) {
        Invariant.check(!requester.isMember(), "the log knows users only");
        int headerSize = headerSize(requestId, requester);
        int size = CodedOutputStream.computeMessageSize(kind.fieldNumber(), request)
                + CodedOutputStream.computeTagSize(HEADER_FIELD)
                + CodedOutputStream.computeUInt32SizeNoTag(headerSize)
                + headerSize;
        byte[] bytes = new byte[size];
        CodedOutputStream out = CodedOutputStream.newInstance(bytes);
        try {
            if (kind.fieldNumber() < HEADER_FIELD) {
                out.writeMessage(kind.fieldNumber(), request);
                writeHeader(out, requestId, requester, headerSize);
            } else {
                writeHeader(out, requestId, requester, headerSize);
                out.writeMessage(kind.fieldNumber(), request);
            }
            out.checkNoSpaceLeft();
        } catch (IOException e) {
            throw new UncheckedIOException("an array of the computed size was too small", e);
        }
        return Bytes.unsafeWrap(bytes);
    }

    private static int headerSize(long requestId, Requester requester) {
        int size = CodedOutputStream.computeUInt64Size(HEADER_ID_FIELD, requestId);
        if (!requester.username().isEmpty()) {
            size += CodedOutputStream.computeStringSize(HEADER_USERNAME_FIELD, requester.username());
        }
        if (requester.authRevision() != 0) {
            size += CodedOutputStream.computeUInt64Size(HEADER_AUTH_REVISION_FIELD, requester.authRevision());
        }
        return size;
    }

    private static void writeHeader(CodedOutputStream out, long requestId, Requester requester, int headerSize)
            throws IOException {
        out.writeTag(HEADER_FIELD, WireFormat.WIRETYPE_LENGTH_DELIMITED);
        out.writeUInt32NoTag(headerSize);
        out.writeUInt64(HEADER_ID_FIELD, requestId);
        if (!requester.username().isEmpty()) {
            out.writeString(HEADER_USERNAME_FIELD, requester.username());
        }
        if (requester.authRevision() != 0) {
            out.writeUInt64(HEADER_AUTH_REVISION_FIELD, requester.authRevision());
        }
    }

    /**
     * Decodes the data of a normal, not empty entry.
     *
     * @throws UnknownCommandException if it is none of the commands this release knows: the log was written by a newer one
     *     or is damaged, and going on without it would make this member differ from the others
     */
    public static Command decode(Bytes data) {
        InternalRaftRequest request;
        try {
            request = InternalRaftRequest.parseFrom(data.asByteBuffer());
        } catch (InvalidProtocolBufferException e) {
            throw new UnknownCommandException("a log entry does not parse as a request: " + e.getMessage());
        }
        CommandKind kind = kindOf(request);
        RequestHeader header = request.getHeader();
        Requester requester = new Requester(header.getUsername(), Math.max(0, header.getAuthRevision()));
        return new Command(header.getID(), kind, part(request, kind), requester);
    }

    private static CommandKind kindOf(InternalRaftRequest request) {
        for (CommandKind kind : CommandKind.values()) {
            if (request.hasField(InternalRaftRequest.getDescriptor().findFieldByNumber(kind.fieldNumber()))) {
                return kind;
            }
        }
        throw new UnknownCommandException("a log entry holds no request that this release knows; its fields: "
                + request.getAllFields().keySet());
    }

    private static MessageLite part(InternalRaftRequest request, CommandKind kind) {
        return switch (kind) {
            case PUT -> request.getPut();
            case DELETE_RANGE -> request.getDeleteRange();
            case TXN -> request.getTxn();
            case COMPACTION -> request.getCompaction();
            case LEASE_GRANT -> request.getLeaseGrant();
            case LEASE_REVOKE -> request.getLeaseRevoke();
            case ALARM -> request.getAlarm();
            case LEASE_CHECKPOINT -> request.getLeaseCheckpoint();
            case AUTH_ENABLE -> request.getAuthEnable();
            case AUTH_DISABLE -> request.getAuthDisable();
            case AUTHENTICATE -> request.getAuthenticate();
            case AUTH_USER_ADD -> request.getAuthUserAdd();
            case AUTH_USER_DELETE -> request.getAuthUserDelete();
            case AUTH_USER_CHANGE_PASSWORD -> request.getAuthUserChangePassword();
            case AUTH_USER_GRANT_ROLE -> request.getAuthUserGrantRole();
            case AUTH_USER_REVOKE_ROLE -> request.getAuthUserRevokeRole();
            case AUTH_ROLE_ADD -> request.getAuthRoleAdd();
            case AUTH_ROLE_DELETE -> request.getAuthRoleDelete();
            case AUTH_ROLE_GRANT_PERMISSION -> request.getAuthRoleGrantPermission();
            case AUTH_ROLE_REVOKE_PERMISSION -> request.getAuthRoleRevokePermission();
            case CLUSTER_VERSION_SET -> request.getClusterVersionSet();
            case CLUSTER_MEMBER_ATTR_SET -> request.getClusterMemberAttrSet();
            case DOWNGRADE_INFO_SET -> request.getDowngradeInfoSet();
        };
    }
}
