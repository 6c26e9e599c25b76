package io.fairlead.client.call;

import io.fairlead.api.Attempt;
import io.fairlead.api.error.EtcdError;
import io.fairlead.api.error.EtcdErrors;
import io.fairlead.client.endpoint.Endpoint;
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
 * @param sent false if it is certain that no server began with the request: it never left this process, or was refused as a
 *     stream
 * @param leaderRequired true if the headers told the member to refuse while it knows no leader
 * @param took how long the try took
 */
public record Failure(
        String endpoint,
        Status status,
        Optional<EtcdError> error,
        boolean sent,
        boolean leaderRequired,
        Duration took) {
    /** A stream that its owner gave up. */
    public Failure(String endpoint, Status status, Optional<EtcdError> error, boolean sent, Duration took) {
        this(endpoint, status, error, sent, false, took);
    }

    static Failure of(String endpoint, Status status, boolean sent, Duration took) {
        return of(endpoint, status, sent, false, took);
    }

    static Failure of(String endpoint, Status status, boolean sent, boolean leaderRequired, Duration took) {
        Optional<EtcdError> error = EtcdErrors.parse(status.getCode(), status.getDescription());
        return new Failure(endpoint, status, error, sent, leaderRequired, took);
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
    public String detail() {
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

    /** Tells the endpoint what this says of it. */
    void tell(Endpoint there) {
        if (RetryRule.blamesEndpoint(this)) {
            there.failed(words());
        } else if (error.isPresent()) {
            there.answered();
        }
    }

    /** For logs and listeners. */
    String words() {
        return code().name() + ": " + detail();
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
