/// TLS under a connection: engines for handshakes, from files that may change; who is let in; and
/// what a failed handshake means.
///
/// Start at [io.jergon.node.secure.TlsEngines], which gives a Netty handler for each connection.
/// What it needs for a role, read anew when the files change, is a `Credentials`; who is let in is
/// decided by a `PeerVerifier`; [io.jergon.node.secure.TlsFailure] puts failures into words. After
/// the handshake [io.jergon.node.secure.TlsRecords] seals and opens.
package io.jergon.node.secure;
