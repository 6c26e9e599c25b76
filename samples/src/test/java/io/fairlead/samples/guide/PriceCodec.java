package io.fairlead.samples.guide;

import io.fairlead.api.Bytes;
import io.fairlead.jcache.codec.Codec;
import io.fairlead.jcache.codec.CodecException;
import io.fairlead.samples.spring.Price;

/** A codec that the guide shows: prices as text, for whoever reads the store without Java. */
final class PriceCodec implements Codec<Price> {
    @Override
    public String name() {
        return "price-text"; // stands in the cluster: whoever opens the cache must use the same
    }

    @Override
    public Bytes encode(Price price) {
        return Bytes.utf8(price.cents() + " " + price.currency());
    }

    @Override
    public Price decode(Bytes bytes) {
        String[] parts = bytes.toUtf8().split(" ", -1);
        if (parts.length != 2) {
            throw new CodecException("not a price");
        }
        return new Price(Long.parseLong(parts[0]), parts[1]);
    }
}
