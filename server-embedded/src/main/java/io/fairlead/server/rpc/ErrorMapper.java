package io.fairlead.server.rpc;

import io.fairlead.api.error.EtcdError;
import io.grpc.Status;
import io.grpc.StatusException;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

/** The one table from conditions to the wire. */
final class ErrorMapper {
    private static final Map<EtcdError, StatusException> TABLE = table();

    private ErrorMapper() {}

    /** Code and text of {@code error}. The exception is shared: it only carries the status, its trace means nothing. */
    static StatusException toStatus(EtcdError error) {
        StatusException status = TABLE.get(error);
        return status != null ? status : make(error);
    }

    /** {@code error} as a text that holds its code too, in the words of Go's gRPC: the reason of a cancelled watch. */
    static String reason(EtcdError error) {
        return "rpc error: code = " + goName(error.code()) + " desc = " + error.text();
    }

    /** As Go writes it: INVALID_ARGUMENT is InvalidArgument. */
    private static String goName(Status.Code code) {
        if (code == Status.Code.CANCELLED) {
            return "Canceled";
        }
        StringBuilder name = new StringBuilder();
        for (String word : code.name().split("_", -1)) {
            name.append(word.charAt(0)).append(word.substring(1).toLowerCase(Locale.ROOT));
        }
        return name.toString();
    }

    /**
     * The text of {@code error} under the code UNKNOWN, as etcd's lock and election services answer; the end of the caller's own
     * patience keeps its code there too.
     */
    static StatusException withoutCode(EtcdError error) {
        return error == EtcdError.CANCELED || error == EtcdError.DEADLINE_EXCEEDED
                ? toStatus(error)
                : Status.UNKNOWN.withDescription(error.text()).asException();
    }

    private static Map<EtcdError, StatusException> table() {
        Map<EtcdError, StatusException> table = new EnumMap<>(EtcdError.class);
        for (EtcdError error : EtcdError.values()) {
            table.put(error, make(error));
        }
        return table;
    }

    private static StatusException make(EtcdError error) {
        return Status.fromCode(error.code()).withDescription(error.text()).asException();
    }
}
