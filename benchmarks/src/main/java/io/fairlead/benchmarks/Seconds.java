package io.fairlead.benchmarks;

import java.time.Duration;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A time as the command line takes it: seconds, which may have a fraction. */
final class Seconds implements ITypeConverter<Duration> {
    @Override
    public Duration convert(String seconds) {
        try {
            return Duration.ofNanos(Math.round(Double.parseDouble(seconds) * 1e9));
        } catch (NumberFormatException e) {
            throw new TypeConversionException("'" + seconds + "' is not a number of seconds");
        }
    }
}
