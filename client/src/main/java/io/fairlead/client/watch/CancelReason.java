package io.fairlead.client.watch;

import io.fairlead.api.error.EtcdError;
import io.fairlead.api.error.EtcdErrors;
import io.grpc.Status;
import java.util.Locale;
import java.util.Optional;

/**
 * What a server gives as the reason for not creating a watch, or for ending one: mostly a status in the words of Go's gRPC,
 * {@code rpc error: code = PermissionDenied desc = etcdserver: permission denied}; sometimes the bare text.
 *
 * @param text as it came
 * @param error the condition it stands for
 */
record CancelReason(String text, Optional<EtcdError> error) {
    /** What to do about it. */
    enum Remedy {
        /** Ask with another token: the one the stream was opened with is not good, or not good enough. */
        OTHER_TOKEN,

        /** Ask again, later: it passes. */
        LATER,

        /** Nothing: the watch ends with it. */
        NONE
    }

    private static final String CODE = "rpc error: code = ";
    private static final String DESCRIPTION = " desc = ";

    static CancelReason parse(String text) {
        int description = text.indexOf(DESCRIPTION);
        if (text.startsWith(CODE) && description > 0) {
            String name = text.substring(CODE.length(), description);
            String words = text.substring(description + DESCRIPTION.length());
            return new CancelReason(text, code(name).flatMap(code -> EtcdErrors.parse(code, words)));
        }
        for (EtcdError error : EtcdError.values()) {
            if (error.text().equals(text)) {
                return new CancelReason(text, Optional.of(error));
            }
        }
        return new CancelReason(text, Optional.empty());
    }

    /** {@code InvalidArgument} is INVALID_ARGUMENT, {@code Canceled} is CANCELLED. */
    private static Optional<Status.Code> code(String goName) {
        String plain = goName.equals("Canceled") ? "CANCELLED" : goName.toUpperCase(Locale.ROOT);
        for (Status.Code code : Status.Code.values()) {
            if (code.name().replace("_", "").equals(plain)) {
                return Optional.of(code);
            }
        }
        return Optional.empty();
    }

    /**
     * A server that ends a watch without a reason means itself, not the watch. Older releases of etcd take a token that has
     * expired for a user without rights, so a refusal for lack of rights is worth one more try with a fresh token.
     */
    Remedy remedy() {
        if (error.isEmpty()) {
            return text.isEmpty() ? Remedy.LATER : Remedy.NONE;
        }
        return switch (error.get()) {
            case INVALID_AUTH_TOKEN, AUTH_OLD_REVISION, USER_EMPTY, PERMISSION_DENIED -> Remedy.OTHER_TOKEN;
            case TOO_MANY_REQUESTS,
                    NO_LEADER,
                    LEADER_CHANGED,
                    NOT_CAPABLE,
                    NOT_SUPPORTED_FOR_LEARNER,
                    STOPPED,
                    TIMEOUT,
                    TIMEOUT_LEADER_FAILED,
                    TIMEOUT_CONNECTION_LOST,
                    TIMEOUT_WAIT_APPLIED_INDEX,
                    WATCH_CANCELED,
                    REQUEST_CANCELED,
                    CANCELED,
                    REQUEST_DEADLINE_EXCEEDED,
                    DEADLINE_EXCEEDED -> Remedy.LATER;
            default -> Remedy.NONE;
        };
    }
}
