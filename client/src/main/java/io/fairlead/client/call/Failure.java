package io.fairlead.client.call;

import io.fairlead.api.Attempt;
import io.fairlead.api.error.EtcdError;
import io.fairlead.api.error.EtcdErrors;
import io.grpc.Status;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How one try, or one stream, ended.
 *
 * @param endpoint where it was made
 * @param status what gRPC said
 * @param error the condition of the catalogue that the status stands for
 * @param sent false if it is certain that the request never left this process
 * @param took how long the try took
 */
public record Failure(String endpoint, Status status, Optional<EtcdError> error, boolean sent, Duration took) {
    static Failure of(String endpoint, Status status, boolean sent, Duration took) {
        return new Failure(endpoint, status, EtcdErrors.parse(status.getCode(), status.getDescription()), sent, took);
    }

    public Status.Code code() {
        return status.getCode();
    }

    public Attempt toAttempt() {
        return new Attempt(endpoint, took, code().name(), detail());
    }

    /** The line etcd's tools print for a status that is not in their catalogue. */
    public String rpcError() {
        return "rpc error: code = " + goName(code()) + " desc = " + detail();
    }

    /** What gRPC said, with the reason of the reason: what is wrong with a certificate lies at the bottom. */
    private String detail() {
        String description = status.getDescription();
        // Below the first line gRPC lists its pipeline.
        String said = description == null ? "" : description.lines().findFirst().orElse("");
        Throwable cause = status.getCause();
        return Stream.of(said, message(cause), message(root(cause)))
                .filter(text -> !text.isEmpty())
                .distinct()
                .collect(Collectors.joining(": "));
    }

    private static String message(@Nullable Throwable thrown) {
        return thrown == null || thrown.getMessage() == null ? "" : thrown.getMessage();
    }

    private static @Nullable Throwable root(@Nullable Throwable thrown) {
        Throwable root = thrown;
        while (root != null && root.getCause() != null) {
            root = root.getCause();
        }
        return root;
    }

    /** The code as Go's gRPC spells it, such as {@code ResourceExhausted}. */
    static String goName(Status.Code code) {
        if (code == Status.Code.CANCELLED) {
            return "Canceled";
        }
        if (code == Status.Code.OK) {
            return "OK";
        }
        StringBuilder name = new StringBuilder();
        for (String word : code.name().split("_", -1)) {
            name.append(word.charAt(0)).append(word.substring(1).toLowerCase(Locale.ROOT));
        }
        return name.toString();
    }
}
