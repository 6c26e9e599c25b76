package io.fairlead.client;

/** Users and roles of a real etcd that signs its tokens. */
class RealEtcdJwtAuthTest extends RealEtcdAuthTest {
    @Override
    String tokens() {
        return JWT;
    }
}
