package io.fairlead.client;

/** Users and roles of an embedded member that signs its tokens: they tell their end, and end with every change of users. */
class EmbeddedJwtAuthTest extends EmbeddedAuthTest {
    @Override
    String tokens() {
        return RealEtcdAuthTest.JWT;
    }
}
