package io.fairlead.jcache.codec;

/** A constant, by its name, so that constants may change places. */
record EnumForm<E extends Enum<E>>(Class<E> type) implements Form<E> {
    @Override
    public int tag() {
        return 'e';
    }

    @Override
    public String name() {
        return "enum";
    }

    @Override
    public boolean canonical() {
        return true;
    }

    @Override
    public void write(E value, Sink out) {
        Scalar.TEXT.write(value.name(), out);
    }

    @Override
    public E read(Source in) {
        return Enum.valueOf(type, Scalar.TEXT.read(in));
    }
}
