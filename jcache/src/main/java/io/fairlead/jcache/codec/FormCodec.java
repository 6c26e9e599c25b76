package io.fairlead.jcache.codec;

import io.fairlead.api.Bytes;
import java.time.DateTimeException;

/** The codec of a type that has a form: its tag, and its body. A codec of keys if the form is canonical. */
final class FormCodec<T> implements KeyCodec<T> {
    private final Class<T> type;
    private final Form<T> form;

    FormCodec(Class<T> type, Form<T> form) {
        this.type = type;
        this.form = form;
    }

    @Override
    public String name() {
        return form.name();
    }

    @Override
    public Bytes encode(T value) {
        return encode(form, type.cast(value));
    }

    @Override
    public T decode(Bytes bytes) {
        if (bytes.isEmpty() || bytes.at(0) != form.tag()) {
            throw new CodecException("bytes that are no " + type.getName());
        }
        return decode(form, bytes);
    }

    static <T> Bytes encode(Form<T> form, T value) {
        Sink out = new Sink();
        out.int8(form.tag());
        form.write(value, out);
        return out.toBytes();
    }

    /** What the bytes behind the tag say. */
    static <T> T decode(Form<T> form, Bytes bytes) {
        Source in = new Source(bytes.slice(1, bytes.size()));
        try {
            T value = form.read(in);
            in.checkEnd();
            return value;
        } catch (IllegalArgumentException | DateTimeException | ArithmeticException e) {
            throw new CodecException("bytes that are no value of the form " + form.name(), e);
        }
    }
}
