package io.fairlead.server.rpc;

import io.fairlead.api.error.EtcdError;
import io.grpc.Status;
import io.grpc.StatusException;
import java.util.EnumMap;
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
