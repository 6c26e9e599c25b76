/** jetcd, a client that knows etcd and not us, against embedded members. */
package io.fairlead.testing.jetcd;
