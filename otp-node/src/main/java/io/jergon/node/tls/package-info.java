/// How a node uses TLS: what [io.jergon.node.NodeBuilder#tls] takes.
///
/// Start at [io.jergon.node.tls.TlsConfig]; what it says for each of the two roles, the one that
/// dials and the one that is dialled, is a [io.jergon.node.tls.TlsOptions].
package io.jergon.node.tls;
