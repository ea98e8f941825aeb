/// Where nodes are found: the interface to plug name resolution in, and what there is beside EPMD.
///
/// Start at [io.jergon.node.resolver.NodeResolver].
@NullMarked
package io.jergon.node.resolver;

import org.jspecify.annotations.NullMarked;
