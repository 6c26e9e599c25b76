package io.fairlead.client.call;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Descriptors;
import com.google.protobuf.Message;
import io.fairlead.api.pb.etcdserverpb.AuthGrpc;
import io.fairlead.api.pb.etcdserverpb.ClusterGrpc;
import io.fairlead.api.pb.etcdserverpb.KVGrpc;
import io.fairlead.api.pb.etcdserverpb.LeaseGrpc;
import io.fairlead.api.pb.etcdserverpb.MaintenanceGrpc;
import io.fairlead.api.pb.etcdserverpb.RangeStreamResponse;
import io.fairlead.api.pb.etcdserverpb.ResponseHeader;
import io.fairlead.api.pb.etcdserverpb.WatchGrpc;
import io.grpc.MethodDescriptor;
import io.grpc.ServiceDescriptor;
import io.grpc.protobuf.ProtoMethodDescriptorSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ResponseHeadersTest {
    static Stream<MethodDescriptor<?, ?>> methods() {
        return Stream.of(
                        KVGrpc.getServiceDescriptor(),
                        WatchGrpc.getServiceDescriptor(),
                        LeaseGrpc.getServiceDescriptor(),
                        ClusterGrpc.getServiceDescriptor(),
                        MaintenanceGrpc.getServiceDescriptor(),
                        AuthGrpc.getServiceDescriptor())
                .map(ServiceDescriptor::getMethods)
                .flatMap(found -> found.stream());
    }

    @ParameterizedTest
    @MethodSource("methods")
    void of_answerOfEachMethod_findsItsHeader(MethodDescriptor<?, ?> method) {
        assertThat(method.getSchemaDescriptor()).isInstanceOf(ProtoMethodDescriptorSupplier.class);
        Message empty = (Message)
                ((MethodDescriptor.PrototypeMarshaller<?>) method.getResponseMarshaller()).getMessagePrototype();
        Descriptors.FieldDescriptor field = empty.getDescriptorForType().findFieldByName("header");
        if (field == null) {
            assertThat(ResponseHeaders.of(empty)).isNull();
            return;
        }
        ResponseHeader header =
                ResponseHeader.newBuilder().setMemberId(7).setRaftTerm(3).build();
        Message answer = empty.newBuilderForType().setField(field, header).build();
        assertThat(ResponseHeaders.of(answer)).isEqualTo(header);
    }

    @Test
    void of_messageWithoutHeader_isNone() {
        assertThat(ResponseHeaders.of(RangeStreamResponse.getDefaultInstance())).isNull();
    }
}
