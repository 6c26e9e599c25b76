package io.fairlead.jcache.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TypeFilterTest {
    @Test
    void pattern_ofAClass_permitsThatClass() {
        TypeFilter filter = TypeFilter.parse("com.example.Cart, com.example.Cart$Item;");

        assertThat(filter.permits("com.example.Cart")).isTrue();
        assertThat(filter.permits("com.example.Cart$Item")).isTrue();
        assertThat(filter.permits("com.example.CartX")).isFalse();
        assertThat(filter.permits("com.example.Cart$Other")).isFalse();
    }

    @Test
    void pattern_ofAPackage_permitsItsClassesOnly() {
        TypeFilter filter = TypeFilter.parse("com.example.*");

        assertThat(filter.permits("com.example.Cart$Item")).isTrue();
        assertThat(filter.permits("com.example.deep.Cart")).isFalse();
        assertThat(filter.permits("com.examples.Cart")).isFalse();
        assertThat(filter.permits("Cart")).isFalse();
    }

    @Test
    void pattern_ofATree_permitsWhatIsBelow() {
        TypeFilter filter = TypeFilter.parse("com.example.**");

        assertThat(filter.permits("com.example.Cart")).isTrue();
        assertThat(filter.permits("com.example.deep.Cart")).isTrue();
        assertThat(filter.permits("com.examples.Cart")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"*", "**", ".*", ".**", "com.*.Cart", "com..Cart", "com.example.", "a b", "!com.example.Cart"})
    void pattern_thatNamesNothingOrEverything_isRefused(String pattern) {
        assertThatThrownBy(() -> TypeFilter.parse(pattern))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(pattern);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "java.lang.Class",
                "java.lang.ProcessBuilder",
                "java.lang.Throwable",
                "java.lang.invoke.SerializedLambda",
                "java.lang.reflect.Proxy",
                "java.net.URL",
                "java.rmi.server.UnicastRemoteObject",
                "java.util.PriorityQueue",
                "java.util.concurrent.ConcurrentSkipListMap",
                "javax.management.BadAttributeValueExpException",
                "sun.reflect.annotation.AnnotationInvocationHandler",
                "com.sun.rowset.JdbcRowSetImpl"
            })
    void jdkClass_fromWhichChainsAreBuilt_isNotPermitted(String name) {
        assertThat(TypeFilter.strict().permits(name)).isFalse();
    }
}
