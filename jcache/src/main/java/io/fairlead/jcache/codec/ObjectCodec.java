package io.fairlead.jcache.codec;

import io.fairlead.api.Bytes;
import java.util.Optional;

/** The codec of types that leave open what an object is: each scalar in its own form, anything else by Java serialization. */
final class ObjectCodec<T> implements KeyCodec<T> {
    private static final int SERIALIZED = 'J';

    private final Class<T> type;
    private final Serialization serialization;

    ObjectCodec(Class<T> type, Serialization serialization) {
        this.type = type;
        this.serialization = serialization;
    }

    @Override
    public String name() {
        return "object";
    }

    @Override
    public Bytes encode(T value) {
        Object checked = type.cast(value);
        Optional<Bytes> scalar = encodeScalar(checked.getClass(), checked);
        return scalar.orElseGet(() -> {
            Sink out = new Sink();
            out.int8(SERIALIZED);
            out.raw(serialization.write(checked));
            return out.toBytes();
        });
    }

    private static <S> Optional<Bytes> encodeScalar(Class<S> exact, Object value) {
        return Scalar.of(exact).map(form -> FormCodec.encode(form, exact.cast(value)));
    }

    @Override
    public T decode(Bytes bytes) {
        if (bytes.isEmpty()) {
            throw new CodecException("bytes that are no value: there are none");
        }
        int tag = bytes.at(0);
        Object value = tag == SERIALIZED
                ? serialization.read(bytes.slice(1, bytes.size()))
                : FormCodec.decode(
                        Scalar.tagged(tag)
                                .orElseThrow(() -> new CodecException("bytes that are no value, of the kind " + tag)),
                        bytes);
        if (!type.isInstance(value)) {
            throw new CodecException("bytes that are no " + type.getName());
        }
        return type.cast(value);
    }
}
