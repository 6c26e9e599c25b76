package io.fairlead.server.rpc.gateway;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.util.JsonFormat;
import io.fairlead.api.Bytes;
import io.fairlead.server.http.JsonText;
import io.fairlead.server.http.PageAnswer;
import io.grpc.Status;
import java.util.Map;

/** What the gateway says: messages and failures in the words of etcd's gateway. */
final class GatewayAnswers {
    static final String CONTENT_TYPE = "application/json";

    /** etcd's gateway hands on what gRPC said of its own content. */
    static final Map<String, String> HEADERS = Map.of("Grpc-Metadata-Content-Type", "application/grpc");

    private static final JsonFormat.Printer PRINTER =
            JsonFormat.printer().preservingProtoFieldNames().omittingInsignificantWhitespace();

    private GatewayAnswers() {}

    static PageAnswer message(Message response) {
        return new PageAnswer(200, CONTENT_TYPE, HEADERS, Bytes.utf8(json(response)));
    }

    /** A message of a stream, one line. */
    static Bytes line(Message response) {
        return Bytes.utf8("{\"result\":" + json(response) + "}\n");
    }

    /** What went wrong with a call that has one answer. {@code error} is what older gateways call the message. */
    static PageAnswer failure(Status.Code code, String text) {
        String quoted = JsonText.quote(text);
        return PageAnswer.json(
                httpStatus(code),
                "{\"error\":" + quoted + ",\"code\":" + code.value() + ",\"message\":" + quoted + "}");
    }

    static PageAnswer failure(Status status) {
        return failure(status.getCode(), text(status));
    }

    /** What ended a stream, its last line. Older gateways call the code {@code grpc_code}. */
    static Bytes failureLine(Status.Code code, String text) {
        return Bytes.utf8("{\"error\":{\"grpc_code\":" + code.value() + ",\"http_code\":" + httpStatus(code)
                + ",\"code\":" + code.value() + ",\"message\":" + JsonText.quote(text) + "}}\n");
    }

    static String text(Status status) {
        String text = status.getDescription();
        return text == null ? "" : text;
    }

    static int httpStatus(Status.Code code) {
        return switch (code) {
            case OK -> 200;
            case INVALID_ARGUMENT, FAILED_PRECONDITION, OUT_OF_RANGE -> 400;
            case UNAUTHENTICATED -> 401;
            case PERMISSION_DENIED -> 403;
            case NOT_FOUND -> 404;
            case CANCELLED -> 408;
            case ALREADY_EXISTS, ABORTED -> 409;
            case RESOURCE_EXHAUSTED -> 429;
            case UNKNOWN, INTERNAL, DATA_LOSS -> 500;
            case UNIMPLEMENTED -> 501;
            case UNAVAILABLE -> 503;
            case DEADLINE_EXCEEDED -> 504;
        };
    }

    private static String json(Message response) {
        try {
            return PRINTER.print(response);
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("a message of the wire has no JSON", e);
        }
    }
}
