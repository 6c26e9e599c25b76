package io.fairlead.cli.wire;

import io.fairlead.api.DeadlineExceededException;
import io.fairlead.api.FairleadException;
import io.fairlead.api.UnavailableException;
import io.fairlead.api.error.EtcdError;
import io.fairlead.api.error.EtcdErrors;
import io.fairlead.cli.shell.CommandFailure;
import io.fairlead.cli.shell.ExitCode;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.Optional;

/** From a status of the wire to what a person reads. */
public final class Refusals {
    static final String DEADLINE_EXCEEDED = "context deadline exceeded";

    private Refusals() {}

    static CommandFailure failure(StatusRuntimeException e) {
        return CommandFailure.error(text(e.getStatus()));
    }

    /** A failure of the client library; it has told the text of the wire from the rest already. */
    public static CommandFailure failure(FairleadException e) {
        if (e instanceof DeadlineExceededException || e instanceof UnavailableException) {
            return CommandFailure.error(DEADLINE_EXCEEDED);
        }
        int exitCode = e.error().equals(Optional.of(EtcdError.AUTH_FAILED)) ? ExitCode.BAD_CONNECTION : ExitCode.ERROR;
        return new CommandFailure(exitCode, String.valueOf(e.getMessage()));
    }

    /** etcd's own errors are told by their text alone; others with the code, as Go's gRPC shows them. */
    private static String text(Status status) {
        String description = status.getDescription() == null ? "" : status.getDescription();
        if (status.getCode() == Status.Code.DEADLINE_EXCEEDED) {
            return DEADLINE_EXCEEDED;
        }
        if (description.startsWith("etcdserver: ")
                || EtcdErrors.parse(status.getCode(), description).isPresent()) {
            return description;
        }
        return "rpc error: code = " + camelCase(status.getCode().name()) + " desc = " + description;
    }

    private static String camelCase(String name) {
        if (name.equals("CANCELLED")) {
            return "Canceled";
        }
        StringBuilder text = new StringBuilder();
        boolean capital = true;
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c == '_') {
                capital = true;
            } else {
                text.append(capital ? c : Character.toLowerCase(c));
                capital = false;
            }
        }
        return text.toString();
    }
}
