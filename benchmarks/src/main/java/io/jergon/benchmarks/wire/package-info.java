/// Two nodes in two processes of the operating system: Jergon and a BEAM, each as the client and as
/// the server of the other, and of its own kind.
///
/// Start with [io.jergon.benchmarks.wire.Measure], which says what is done, then
/// [io.jergon.benchmarks.wire.Comparison], which starts a server and a client for each
/// [io.jergon.benchmarks.wire.Subject] and has all clients do one measure after the other. A client
/// is [io.jergon.benchmarks.wire.JergonPeer], [io.jergon.benchmarks.wire.JInterfacePeer] or
/// `wire.escript`; they take the same lines, see [io.jergon.benchmarks.wire.Client].
@NullMarked
package io.jergon.benchmarks.wire;

import org.jspecify.annotations.NullMarked;
