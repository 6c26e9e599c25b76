package io.fairlead.server.rpc.gateway;

import com.google.protobuf.Message;
import io.fairlead.api.Bytes;
import io.fairlead.server.http.StreamPage;
import io.fairlead.server.http.StreamReply;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.Status;
import java.util.Optional;

/**
 * One streaming call on behalf of an HTTP client. On the connection's event loop.
 *
 * <p>Both directions move at the pace of the slower side: the next part of the body is read when the call takes messages,
 * the next response is asked for when the connection takes bytes.
 */
final class GatewayStream implements StreamPage.Listener {
    private final MethodDescriptor<Message, Message> method;
    private final Metadata headers;
    private final MessageSplitter body;
    private final StreamReply reply;
    private final ClientCall<Message, Message> call;
    private boolean started;
    private boolean bodyEnded;
    private boolean sentAny;
    private boolean requestsEnded;
    private boolean waitsForRoom;
    private boolean over;

    GatewayStream(
            Channel channel,
            MethodDescriptor<Message, Message> method,
            Metadata headers,
            int messageBytesMax,
            StreamReply reply) {
        this.method = method;
        this.headers = headers;
        this.body = new MessageSplitter(messageBytesMax);
        this.reply = reply;
        this.call = channel.newCall(method, CallOptions.DEFAULT.withExecutor(reply.executor()));
    }

    /** Where the body may hold many messages, none of it is read before the service takes them; gRPC says when. */
    void begin() {
        call.start(new Responses(), headers);
        call.request(1);
        if (sendsOne()) {
            reply.readMore();
        }
    }

    private boolean sendsOne() {
        return method.getType() == MethodType.SERVER_STREAMING;
    }

    /** gRPC tells nothing of readiness where there is but one message to send. */
    private boolean takesMessages() {
        return sendsOne() || call.isReady();
    }

    @Override
    public void onBody(Bytes part) {
        if (requestsEnded || over) {
            reply.readMore();
            return;
        }
        try {
            body.add(part);
        } catch (BadJsonException e) {
            refuse(e);
            return;
        }
        sendOn();
    }

    @Override
    public void onBodyEnd() {
        bodyEnded = true;
        sendOn();
    }

    /** Sends what has come in, as far as the call takes it. */
    private void sendOn() {
        try {
            while (!over && !requestsEnded && takesMessages()) {
                Optional<Bytes> next = body.next();
                if (next.isEmpty()) {
                    break;
                }
                send(MessageReader.read(Routes.emptyRequest(method), next.get()));
            }
            if (over || (!requestsEnded && !takesMessages())) {
                return;
            }
            if (!bodyEnded) {
                reply.readMore();
            } else if (!requestsEnded) {
                endOfRequests();
            }
        } catch (BadJsonException e) {
            refuse(e);
        }
    }

    private void send(Message message) {
        sentAny = true;
        call.sendMessage(message);
        if (sendsOne()) {
            requestsEnded = true;
            call.halfClose();
        }
    }

    private void endOfRequests() throws BadJsonException {
        if (body.isWithin()) {
            throw new BadJsonException("unexpected EOF");
        }
        if (sendsOne() && !sentAny) {
            send(Routes.emptyRequest(method));
            return;
        }
        requestsEnded = true;
        call.halfClose();
    }

    private void refuse(BadJsonException fault) {
        if (over) {
            return;
        }
        fail(Status.Code.INVALID_ARGUMENT, String.valueOf(fault.getMessage()));
        call.cancel("the request could not be read", null);
    }

    private void fail(Status.Code code, String text) {
        over = true;
        start(GatewayAnswers.httpStatus(code));
        reply.write(GatewayAnswers.failureLine(code, text));
        reply.end();
    }

    private void start(int status) {
        if (!started) {
            started = true;
            reply.start(status, GatewayAnswers.CONTENT_TYPE, GatewayAnswers.HEADERS);
        }
    }

    @Override
    public void onReady() {
        if (waitsForRoom && !over) {
            waitsForRoom = false;
            call.request(1);
        }
    }

    @Override
    public void onGone() {
        over = true;
        call.cancel("the client went away", null);
    }

    /** What the service says. gRPC calls it on the connection's event loop. */
    private final class Responses extends ClientCall.Listener<Message> {
        @Override
        public void onMessage(Message response) {
            if (over) {
                return;
            }
            start(200);
            reply.write(GatewayAnswers.line(response));
            if (reply.isReady()) {
                call.request(1);
            } else {
                waitsForRoom = true;
            }
        }

        @Override
        public void onReady() {
            sendOn();
        }

        @Override
        public void onClose(Status status, Metadata trailers) {
            if (over) {
                return;
            }
            if (status.isOk()) {
                over = true;
                start(200);
                reply.end();
            } else {
                fail(status.getCode(), GatewayAnswers.text(status));
            }
        }
    }
}
