package io.fairlead.server.golden;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.protobuf.Descriptors;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.JsonFormat;
import io.fairlead.api.pb.etcdserverpb.RpcProto;
import io.fairlead.api.pb.v3electionpb.ElectionProto;
import io.fairlead.api.pb.v3lockpb.LockProto;
import io.fairlead.server.embed.FairleadServer;
import io.grpc.MethodDescriptor;
import io.grpc.protobuf.ProtoUtils;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** gRPC, by the descriptions of the methods alone: no generated stub says what a method is like. */
final class GrpcWire implements Wire {
    private final Map<String, MethodDescriptor<DynamicMessage, DynamicMessage>> methods = new HashMap<>();
    private final Map<String, Descriptors.Descriptor> requests = new HashMap<>();

    GrpcWire() {
        for (Descriptors.FileDescriptor file :
                List.of(RpcProto.getDescriptor(), LockProto.getDescriptor(), ElectionProto.getDescriptor())) {
            for (Descriptors.ServiceDescriptor service : file.getServices()) {
                service.getMethods().forEach(this::add);
            }
        }
    }

    private void add(Descriptors.MethodDescriptor method) {
        String name = method.getService().getFullName() + '/' + method.getName();
        requests.put(name, method.getInputType());
        methods.put(
                name,
                MethodDescriptor.<DynamicMessage, DynamicMessage>newBuilder()
                        .setFullMethodName(name)
                        .setType(type(method))
                        .setRequestMarshaller(
                                ProtoUtils.marshaller(DynamicMessage.getDefaultInstance(method.getInputType())))
                        .setResponseMarshaller(
                                ProtoUtils.marshaller(DynamicMessage.getDefaultInstance(method.getOutputType())))
                        .build());
    }

    private static MethodDescriptor.MethodType type(Descriptors.MethodDescriptor method) {
        if (method.isClientStreaming()) {
            return method.isServerStreaming()
                    ? MethodDescriptor.MethodType.BIDI_STREAMING
                    : MethodDescriptor.MethodType.CLIENT_STREAMING;
        }
        return method.isServerStreaming()
                ? MethodDescriptor.MethodType.SERVER_STREAMING
                : MethodDescriptor.MethodType.UNARY;
    }

    @Override
    public String name() {
        return "grpc";
    }

    @Override
    public Transport connect(FairleadServer server) {
        return new GrpcTransport(this, server);
    }

    MethodDescriptor<DynamicMessage, DynamicMessage> method(String name) {
        MethodDescriptor<DynamicMessage, DynamicMessage> method = methods.get(name);
        if (method == null) {
            throw new IllegalArgumentException("no method " + name);
        }
        return method;
    }

    DynamicMessage request(String method, JsonObject json) {
        Descriptors.Descriptor type = requests.get(method);
        if (type == null) {
            throw new IllegalArgumentException("no method " + method);
        }
        DynamicMessage.Builder builder = DynamicMessage.newBuilder(type);
        try {
            JsonFormat.parser().merge(json.toString(), builder);
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalArgumentException("not a request of " + method + ": " + json, e);
        }
        return builder.build();
    }

    static JsonObject json(DynamicMessage message) {
        try {
            return JsonParser.parseString(
                            JsonFormat.printer().preservingProtoFieldNames().print(message))
                    .getAsJsonObject();
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalArgumentException("a message that has no JSON form", e);
        }
    }
}
