/**
 * How answers are shown: simple, fields, json, table and protobuf, as etcdctl writes them.
 *
 * <p>May touch: the stream it is given. Loop: the caller's. Invariants: JSON numbers are numbers, bytes are base64,
 * fields that are zero are left out, names are those of the wire; a format that cannot show an answer fails with a
 * text instead of printing something else. Source: recorded outputs of etcdctl 3.5.16 (the goldens of the tests).
 */
@NullMarked
package io.fairlead.cli.render;

import org.jspecify.annotations.NullMarked;
