/// The processes that every node is expected to have, and functions called from elsewhere.
///
/// [io.jergon.node.kernel.NetKernel] answers pings, [io.jergon.node.kernel.Rex] the old forms of
/// `rpc`, [io.jergon.node.kernel.UserProcess] does the input and output of processes that have no
/// terminal. [io.jergon.node.kernel.Functions] runs what `spawn`, `erpc` and `rpc` ask for, and
/// [io.jergon.node.kernel.RemoteCall] asks other nodes for the same.
@NullMarked
package io.jergon.node.kernel;

import org.jspecify.annotations.NullMarked;
